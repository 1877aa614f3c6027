import { type KeyboardEvent, useId, useState } from "react";
import { ErrorNotice } from "../../components/ErrorNotice";
import { useAddCardKeys } from "./useCardKeys";

/**
 * Takes a public key in, pasted as a JWK or a JWK set, with the user's words for whose it is.
 *
 * @remarks It is no form of its own, so that it can stand inside of one.
 */
export function AddKeyForm({ onAdded }: { onAdded?: () => void }) {
  const id = useId();
  const [jwks, setJwks] = useState("");
  const [label, setLabel] = useState("");
  const add = useAddCardKeys(() => {
    setJwks("");
    setLabel("");
    onAdded?.();
  });
  const isReady = jwks.trim() !== "" && label.trim() !== "" && !add.isPending;

  function submit() {
    if (isReady) {
      add.mutate({ jwks, label: label.trim() });
    }
  }

  function submitByKey(event: KeyboardEvent) {
    if (event.key === "Enter") {
      // Enter is for this part, not for the form around it.
      event.preventDefault();
      submit();
    }
  }

  return (
    <div className="add-key">
      <div className="input-field">
        <label htmlFor={`${id}-jwks`}>Public key (JWK or JWK set)</label>
        <textarea
          id={`${id}-jwks`}
          className="key-text mono"
          rows={5}
          spellCheck={false}
          placeholder='{ "kty": "EC", "crv": "P-256", "kid": "…", "x": "…", "y": "…" }'
          value={jwks}
          onChange={(event) => setJwks(event.target.value)}
        />
      </div>
      <div className="input-field">
        <label htmlFor={`${id}-label`}>Whose key it is</label>
        <input
          id={`${id}-label`}
          className="input"
          value={label}
          aria-describedby={`${id}-note`}
          onChange={(event) => setLabel(event.target.value)}
          onKeyDown={submitByKey}
        />
        <p className="form-note" id={`${id}-note`}>
          Your own words; shown with what the key has signed. Get the key from its owner by a way
          that you rely on, not from the card.
        </p>
      </div>
      {add.error !== null && <ErrorNotice title="The key was not added" error={add.error} />}
      <div>
        <button type="button" className="button" disabled={!isReady} onClick={submit}>
          Add key
        </button>
      </div>
    </div>
  );
}
