import { Modal } from "../../components/Modal";
import { Untrusted } from "../../components/Untrusted";
import { AddKeyForm } from "./AddKeyForm";

type AddKeyDialogProps = {
  /** The name of the key that a signature asks for. */
  kid: string | null;
  onClose: () => void;
};

/** Adds the key that a signature was made with. */
export function AddKeyDialog({ kid, onClose }: AddKeyDialogProps) {
  return (
    <Modal title="Add a key for signatures" closeLabel="Close without adding" onClose={onClose}>
      {kid !== null && (
        <p className="dialog-text">
          The card names the key{" "}
          <span className="mono">
            <Untrusted text={kid} />
          </span>
          .
        </p>
      )}
      <AddKeyForm onAdded={onClose} />
    </Modal>
  );
}
