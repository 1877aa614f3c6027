import { useCardDrafts } from "./edit/cardDrafts";

export type CardViewName = "card" | "history" | "edit";

type CardViewsProps = {
  view: CardViewName;
  onChoose: (view: CardViewName) => void;
  workspaceId: string;
  countVersions: number;
  canEdit: boolean;
};

/** Between reading the card, its versions, and its editor. */
export function CardViews(props: CardViewsProps) {
  const { view, onChoose, workspaceId, countVersions, canEdit } = props;
  const hasDraft = useCardDrafts(({ drafts }) => drafts[workspaceId] !== undefined);
  return (
    <fieldset className="segmented card-views" aria-label="Show of the card">
      <button type="button" aria-pressed={view === "card"} onClick={() => onChoose("card")}>
        Card
      </button>
      <button
        type="button"
        data-testid="card-history"
        aria-pressed={view === "history"}
        onClick={() => onChoose("history")}
      >
        History <span className="count">{countVersions}</span>
      </button>
      <button
        type="button"
        data-testid="card-edit"
        aria-pressed={view === "edit"}
        disabled={!canEdit && !hasDraft}
        onClick={() => onChoose("edit")}
      >
        Edit
        {hasDraft && (
          <span
            className="dirty-dot"
            role="img"
            aria-label="not published"
            title="Changed, not published"
          />
        )}
      </button>
    </fieldset>
  );
}
