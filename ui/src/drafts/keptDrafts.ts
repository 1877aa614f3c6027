import { type Draft, ofDraftKey } from "../files/drafts";
import type { DropDraft, Draft as KeptDraft } from "../ipc/contract";

type Drafts = Readonly<Record<string, Draft>>;

/** What the journal files a draft under: texts for two instances are two drafts. */
export function journalId({ workspaceId, instanceId, path }: DropDraft): string {
  return `${instanceId} ${workspaceId}:${path}`;
}

/** What has to be kept, and what no longer, after the drafts `before` became `after`. */
export function keptDrafts(
  after: Drafts,
  before: Drafts,
): { changed: KeptDraft[]; gone: KeptDraft[] } {
  const changed = Object.entries(after).filter(([key, draft]) => before[key] !== draft);
  const gone = Object.entries(before).filter(
    ([key, draft]) => after[key]?.instanceId !== draft.instanceId,
  );
  return { changed: changed.map(kept), gone: gone.map(kept) };
}

function kept([key, draft]: [string, Draft]): KeptDraft {
  const { instanceId, text, encoding, base, baseText, changedMs } = draft;
  return { ...ofDraftKey(key), instanceId, text, encoding, base, baseText, changedMs };
}
