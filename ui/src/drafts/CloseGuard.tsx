import { use, useEffect, useState } from "react";
import { draftedCards, useCardDrafts } from "../cards/edit/cardDrafts";
import { reportProblem } from "../components/notices";
import { useDrafts } from "../files/drafts";
import type { Host } from "../ipc/host";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { countRunning } from "../store/transfersSlice";
import { CloseDialog } from "./CloseDialog";
import { useClosing } from "./closing";
import { JournalContext } from "./journalContext";

/** When the user closes the window: lets the unsaved text reach the disk, and asks where there is some. */
export function CloseGuard() {
  const host = useHost();
  const journal = use(JournalContext);
  const count = useClosing((state) => state.count);
  const [asking, setAsking] = useState<{ isKept: boolean } | null>(null);

  useEffect(() => {
    if (count === 0) {
      return;
    }
    let isOver = false;
    async function close() {
      const isKept = journal !== null && (await journal.flush());
      const hasDrafts = Object.keys(useDrafts.getState().drafts).length > 0;
      const hasCards = draftedCards(useCardDrafts.getState()).length > 0;
      if (isOver) {
        return;
      }
      if (hasDrafts || hasCards || countRunning(useAppStore.getState()) > 0) {
        setAsking({ isKept });
      } else {
        await closeWindow(host);
      }
    }
    void close();
    return () => {
      isOver = true;
    };
  }, [count, host, journal]);

  return asking === null ? null : (
    <CloseDialog
      isKept={asking.isKept}
      onStay={() => setAsking(null)}
      onClose={() => void closeWindow(host)}
    />
  );
}

async function closeWindow(host: Host): Promise<void> {
  try {
    await host.call("close_window");
  } catch (thrown) {
    reportProblem("The window was not closed", toIpcError(thrown));
  }
}
