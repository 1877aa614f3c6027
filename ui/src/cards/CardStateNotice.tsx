import { CloudOff, FileQuestion, Unplug } from "lucide-react";
import type { ReactNode } from "react";
import { Age } from "../components/Age";
import type { CardEntry } from "../ipc/contract";
import type { Freshness } from "./freshness";

type CardStateNoticeProps = { entry: CardEntry; freshness: Freshness };

/** What is to be known of the card as a whole: whether it is still shown, is old, or is no card. */
export function CardStateNotice({ entry, freshness }: CardStateNoticeProps) {
  const { state, view, confirmedMs } = entry;
  return (
    <>
      {state === "removed" && (
        <Said icon={CloudOff} title="This workspace was removed from the platform.">
          Its last card is shown, <Age ms={confirmedMs} />.
        </Said>
      )}
      {state === "withdrawn" && (
        <Said icon={CloudOff} title="No longer published.">
          The platform shows no card for this workspace any more. This is the last one, seen{" "}
          <Age ms={confirmedMs} />.
        </Said>
      )}
      {state === "published" && freshness.reason !== null && (
        <Said icon={Unplug} title="Stored copy.">
          {freshness.reason}
        </Said>
      )}
      {view.shape === "not_a_card" && (
        <Said icon={FileQuestion} title="This cannot be read as an agent card.">
          Only its JSON is shown.
        </Said>
      )}
    </>
  );
}

type SaidProps = { icon: typeof CloudOff; title: string; children: ReactNode };

function Said({ icon: Icon, title, children }: SaidProps) {
  return (
    <div className="notice" data-severity="warning" role="status">
      <Icon aria-hidden className="notice-icon" size={16} />
      <div className="notice-body">
        <strong>{title}</strong>
        <p>{children}</p>
      </div>
    </div>
  );
}
