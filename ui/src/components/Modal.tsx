import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useReturnedFocus } from "./useReturnedFocus";

type ModalProps = {
  title: string;
  /** The name of the button that closes it. */
  closeLabel: string;
  onClose: () => void;
  size?: "wide" | "wider";
  children: ReactNode;
};

/** A large dialog with a title and a way out, which gives the keyboard back when it closes. */
export function Modal({ title, closeLabel, onClose, size = "wide", children }: ModalProps) {
  const returnFocus = useReturnedFocus();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className={`dialog dialog-${size}`}
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
        >
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">
              <bdi>{title}</bdi>
            </Dialog.Title>
            <Dialog.Close className="icon-button" aria-label={closeLabel}>
              <X aria-hidden size={16} />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
