import { useState } from "react";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Skeleton } from "../../components/Skeleton";
import type { CardKey } from "../../ipc/contract";
import { Bounded } from "../Bounded";
import { AddKeyForm } from "./AddKeyForm";
import { CardKeyItem } from "./CardKeyItem";
import { RemoveKeyDialog } from "./RemoveKeyDialog";
import { useCardKeys } from "./useCardKeys";

/** The keys that signatures of cards are checked with: to look at, to add and to remove. */
export function CardKeysSettings() {
  const { data, error, refetch } = useCardKeys();
  return (
    <section className="card-keys" aria-label="Keys for signatures of agent cards">
      <p className="form-note">
        A card counts as signed only by a key in this list. Keys are never fetched from a card.
      </p>
      {data === undefined && error === null && <Skeleton label="Loading the keys" />}
      {error !== null && (
        <ErrorNotice title="Could not read the keys" error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && <KeyList keys={data} />}
      <AddKeyForm />
    </section>
  );
}

function KeyList({ keys }: { keys: readonly CardKey[] }) {
  const [leaving, setLeaving] = useState<CardKey | null>(null);
  if (keys.length === 0) {
    return <p className="faint">No keys yet: no signature can be verified.</p>;
  }
  return (
    <>
      <Bounded
        items={keys}
        limit={30}
        what="keys"
        nameOf={({ thumbprint }) => thumbprint}
        list={(items) => (
          <ul className="items" aria-label="Keys">
            {items}
          </ul>
        )}
        item={(key) => <CardKeyItem cardKey={key} onRemove={() => setLeaving(key)} />}
      />
      {leaving !== null && <RemoveKeyDialog cardKey={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}
