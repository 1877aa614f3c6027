import type { Draft as KeptDraft } from "../ipc/contract";
import type { Host } from "../ipc/host";

/** How long the disk may lag behind the typing; it takes about as long again to get there. */
const LAG_MS = 400;

/** One draft, as it is to be on the disk. */
export type JournalEntry = {
  keep: (draft: KeptDraft) => void;
  drop: () => void;
  /** Sends at once what has not been sent. */
  flush: () => Promise<void>;
  /** Something of it lies on the disk. */
  isOnDisk: boolean;
  /** What lies on the disk is not what it is to be. */
  readonly isBehind: boolean;
};

/**
 * Brings one draft to the disk, the newest text only and never two at a time.
 *
 * @param settled Is told how every try ended: null, or why it failed. It is tried again with the next
 *   change, and not before.
 */
export function createJournalEntry(
  host: Host,
  { workspaceId, instanceId, path }: KeptDraft,
  settled: (error: unknown) => void,
): JournalEntry {
  /** What has to be sent; null is a removal, undefined nothing. */
  let wanted: KeptDraft | null | undefined;
  let timer: number | undefined;
  let running: Promise<void> | null = null;

  async function send() {
    const sent = wanted;
    if (sent === undefined) {
      return;
    }
    wanted = undefined;
    try {
      if (sent === null) {
        await host.call("drop_draft", { workspaceId, instanceId, path });
      } else {
        await host.call("keep_draft", sent);
      }
      entry.isOnDisk = sent !== null;
      settled(null);
    } catch (thrown) {
      if (wanted === undefined) {
        wanted = sent;
      } else {
        schedule();
      }
      settled(thrown);
      return;
    }
    if (wanted !== undefined) {
      schedule();
    }
  }

  function run(): Promise<void> {
    window.clearTimeout(timer);
    timer = undefined;
    running ??= send().finally(() => {
      running = null;
    });
    return running;
  }

  function schedule() {
    timer ??= window.setTimeout(() => {
      timer = undefined;
      if (running === null) {
        void run();
      }
    }, LAG_MS);
  }

  const entry: JournalEntry = {
    isOnDisk: false,
    get isBehind() {
      return wanted !== undefined;
    },
    keep(draft) {
      wanted = draft;
      if (running === null) {
        schedule();
      }
    },
    drop() {
      if (!entry.isOnDisk && running === null) {
        wanted = undefined;
        window.clearTimeout(timer);
        timer = undefined;
        return;
      }
      wanted = null;
      if (running === null) {
        void run();
      }
    },
    async flush() {
      await running;
      if (wanted !== undefined) {
        await run();
      }
    },
  };
  return entry;
}
