import { useEffect, useRef, useState } from "react";
import { visibleText } from "../components/visibleText";
import type { Transfer } from "../ipc/contract";
import { problemsText } from "./transferText";

/** Several that end within this time are told in one sentence. */
const PAUSE_MS = 1_500;

/** What a screen reader is told: which transfers have ended, and how. */
export function useTransferAnnouncement(transfers: readonly Transfer[]): string {
  const [text, setText] = useState("");
  const known = useRef<ReadonlyMap<number, Transfer["state"]> | null>(null);
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    const before = known.current;
    known.current = new Map(transfers.map(({ id, state }) => [id, state]));
    if (before === null) {
      return; // What was there at the start is no news.
    }
    waiting.current.push(
      ...transfers.flatMap((transfer) =>
        before.get(transfer.id) === transfer.state ? [] : endText(transfer),
      ),
    );
    if (waiting.current.length > 0 && timer.current === null) {
      timer.current = setTimeout(() => {
        setText(shortText(waiting.current));
        waiting.current = [];
        timer.current = null;
      }, PAUSE_MS);
    }
  }, [transfers]);
  useEffect(
    () => () => {
      if (timer.current !== null) {
        clearTimeout(timer.current);
        timer.current = null;
      }
    },
    [],
  );

  return text;
}

function endText(transfer: Transfer): string[] {
  const what = `${transfer.direction === "upload" ? "Upload" : "Download"} of ${visibleText(transfer.name)}`;
  if (transfer.state === "failed") {
    return [`${what} failed.`];
  }
  if (transfer.state === "done") {
    const problems = problemsText(transfer);
    return [problems === null ? `${what} is done.` : `${what} is done; ${problems}.`];
  }
  return [];
}

function shortText(sentences: readonly string[]): string {
  const more = sentences.length - 3;
  return [...sentences.slice(0, 3), ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
}
