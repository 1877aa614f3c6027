import { useState } from "react";
import { CodeBlock } from "../components/CodeBlock";
import { Modal } from "../components/Modal";
import { Untrusted } from "../components/Untrusted";

/**
 * An address that a card names. It opens nothing: one of the web is shown whole, to be copied; any
 * other is text.
 */
export function WebAddress({ url }: { url: string }) {
  const [isShown, setIsShown] = useState(false);
  if (!isOfTheWeb(url)) {
    return (
      <span className="breakable">
        <Untrusted text={url} />
      </span>
    );
  }
  return (
    <>
      <button type="button" className="address breakable" onClick={() => setIsShown(true)}>
        <Untrusted text={url} />
      </button>
      {isShown && (
        <Modal title="Web address" closeLabel="Close the address" onClose={() => setIsShown(false)}>
          <CodeBlock text={url} what="the whole address" />
        </Modal>
      )}
    </>
  );
}

/** Whether it is a whole address of http or https. */
export function isOfTheWeb(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}
