import { useIsOutside } from "./coverage";

type NotSignedProps = {
  /** JSON pointers of the member, one for each spelling or generation of it. */
  pointers: readonly string[];
};

/** Marks what a good signature says nothing about. */
export function NotSigned({ pointers }: NotSignedProps) {
  const isOutside = useIsOutside();
  if (!pointers.some(isOutside)) {
    return null;
  }
  return (
    <span className="badge badge-unsigned" title="The signature of this card says nothing about it">
      Not signed
    </span>
  );
}
