import { json } from "@codemirror/lang-json";
import { EditorView } from "@codemirror/view";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { CopyButton } from "../../components/CopyButton";
import { CodeEditor } from "../../files/CodeEditor";
import { findPlace } from "./jsonPlaces";
import { markPlace } from "./markPlace";
import { maskJson } from "./maskJson";
import { turningCharacters } from "./turningCharacters";
import type { RawPlace } from "./useRawPlace";

type CardRawProps = { raw: string; place: RawPlace };

/** The card's JSON, behind a click. */
export function CardRaw({ raw, place }: CardRawProps) {
  const Chevron = place.isOpen ? ChevronDown : ChevronRight;
  return (
    <section className="card-section raw-json" aria-label="Raw JSON">
      <button
        type="button"
        className="raw-toggle"
        data-testid="card-raw"
        aria-expanded={place.isOpen}
        onClick={place.toggle}
      >
        <Chevron aria-hidden size={14} />
        Raw JSON
      </button>
      {place.isOpen && <RawBody raw={raw} place={place} />}
    </section>
  );
}

function RawBody({ raw, place: { asked } }: CardRawProps) {
  const [isMasked, setIsMasked] = useState(true);
  const masked = useMemo(() => maskJson(raw), [raw]);
  const shown = isMasked ? masked.text : raw;
  const found = useMemo(
    () => (asked === null ? null : findPlace(shown, asked.pointer)),
    [shown, asked],
  );
  const extension = useMemo(
    () => [json(), turningCharacters, found === null ? [] : markPlace(found)],
    [found],
  );
  const frame = useShownPlace(found);
  return (
    <>
      <div className="raw-bar">
        <fieldset className="segmented" aria-label="Show the JSON">
          <button type="button" aria-pressed={isMasked} onClick={() => setIsMasked(true)}>
            Secrets masked
          </button>
          <button type="button" aria-pressed={!isMasked} onClick={() => setIsMasked(false)}>
            As received
          </button>
        </fieldset>
        <CopyButton text={shown} label={isMasked ? "Copy masked" : "Copy as received"} />
      </div>
      <p className="form-note">{noteOf(isMasked, masked.count)}</p>
      {found !== null && !found.isExact && (
        <p className="form-note" role="status">
          The card has no such member; what it would be in is marked.
        </p>
      )}
      <div className="raw-frame" ref={frame} data-testid="card-raw-text">
        <CodeEditor label="Raw JSON of the card" text={shown} extension={extension} isReadOnly />
      </div>
    </>
  );
}

function noteOf(isMasked: boolean, count: number): string {
  if (!isMasked) {
    return "Names and values exactly as received, secrets too; only the line breaks are Causeway's.";
  }
  return count === 0
    ? "Nothing in it looks like a secret."
    : `What looks like a secret is masked, in ${count === 1 ? "1 place" : `${count} places`}.`;
}

/** Scrolls to a place of the text inside the returned element, whenever it is another. */
function useShownPlace(place: ReturnType<typeof findPlace>) {
  const frame = useRef<HTMLDivElement>(null);
  const shown = useRef<typeof place>(null);
  useEffect(() => {
    if (shown.current === place) {
      return;
    }
    shown.current = place;
    const root = frame.current?.querySelector<HTMLElement>(".cm-editor") ?? null;
    const view = root === null ? null : EditorView.findFromDOM(root);
    if (place === null || view === null) {
      return;
    }
    const from = Math.min(place.from, view.state.doc.length);
    view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    view.focus();
    frame.current?.scrollIntoView({ block: "nearest" });
  }, [place]);
  return frame;
}
