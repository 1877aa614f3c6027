import { Age } from "../../components/Age";
import { Untrusted } from "../../components/Untrusted";
import type { CardKey } from "../../ipc/contract";

type CardKeyItemProps = { cardKey: CardKey; onRemove: () => void };

/** One key for signatures. */
export function CardKeyItem({ cardKey, onRemove }: CardKeyItemProps) {
  const { label, kind, thumbprint, kid, addedMs } = cardKey;
  return (
    <li className="item card-key">
      <div>
        <div className="item-head">
          <span className="item-title">
            <Untrusted text={label} />
          </span>
          <span className="badge">
            <Untrusted text={kind} />
          </span>
        </div>
        <p className="mono small breakable">
          <Untrusted text={thumbprint} />
        </p>
        <p className="small">
          {kid !== null && (
            <>
              Key id{" "}
              <span className="mono">
                <Untrusted text={kid} />
              </span>
              ,{" "}
            </>
          )}
          added <Age ms={addedMs} isMoment />
        </p>
      </div>
      <button
        type="button"
        className="button"
        aria-label={`Remove the key of ${label}`}
        onClick={onRemove}
      >
        Remove
      </button>
    </li>
  );
}
