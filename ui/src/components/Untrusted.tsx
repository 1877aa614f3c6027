import { visibleBlock, visibleText } from "./visibleText";

type UntrustedProps = {
  text: string;
  /** Keeps line breaks. */
  isBlock?: boolean;
};

/** Text written by others: plain, isolated from its surroundings, nothing in it hidden. */
export function Untrusted({ text, isBlock = false }: UntrustedProps) {
  return (
    <bdi className={isBlock ? "text-block" : undefined}>
      {isBlock ? visibleBlock(text) : visibleText(text)}
    </bdi>
  );
}
