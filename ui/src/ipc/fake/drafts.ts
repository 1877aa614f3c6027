import type { Draft, DropDraft } from "../contract";
import type { CallName } from "../host";
import type { FakeWorld } from "./world";

/** The commands about the journal of unsaved text. */
export type DraftCall = Extract<CallName, "list_drafts" | "keep_draft" | "drop_draft">;

/** Answers a command about the journal of unsaved text. */
export function answerDrafts(world: FakeWorld, name: DraftCall, args: unknown): unknown {
  switch (name) {
    case "list_drafts":
      return { drafts: [...world.drafts], unreadable: world.unreadableDrafts };
    case "keep_draft":
      world.drafts = [...others(world, args as Draft), args as Draft];
      return null;
    case "drop_draft":
      world.drafts = others(world, args as DropDraft);
      return null;
  }
}

function others({ drafts }: FakeWorld, { workspaceId, instanceId, path }: DropDraft): Draft[] {
  return drafts.filter(
    (draft) =>
      draft.workspaceId !== workspaceId || draft.instanceId !== instanceId || draft.path !== path,
  );
}
