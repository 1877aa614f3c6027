import { Dialog } from "radix-ui";
import type { FormEvent, ReactNode } from "react";
import { useReturnedFocus } from "./useReturnedFocus";

type FormDialogProps = {
  title: string;
  /** What the button says that does it. */
  action: string;
  isDanger?: boolean;
  /** Whether it can be done as the form stands. */
  isReady: boolean;
  /** What the other button says. */
  leave?: string;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Asks for something to be entered or confirmed; Enter does it, Escape leaves. The keyboard goes back to where it was. */
export function FormDialog(props: FormDialogProps) {
  const { title, action, isDanger = false, isReady, leave = "Cancel", onClose, children } = props;
  const returnFocus = useReturnedFocus();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady) {
      props.onSubmit();
    }
  }

  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog"
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
        >
          <Dialog.Title className="dialog-title">{title}</Dialog.Title>
          <form className="dialog-form" onSubmit={submit}>
            {children}
            <div className="dialog-actions">
              <Dialog.Close asChild>
                <button type="button" className="button">
                  {leave}
                </button>
              </Dialog.Close>
              <button
                type="submit"
                className={isDanger ? "button button-danger" : "button button-primary"}
                data-testid="dialog-action"
                disabled={!isReady}
              >
                {action}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
