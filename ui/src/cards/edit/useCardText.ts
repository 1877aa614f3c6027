import type { CardEntry } from "../../ipc/contract";
import { dropCardDraft, putCardDraft, useCardDrafts } from "./cardDrafts";

export type CardText = {
  text: string;
  isChanged: boolean;
  /** The card has become another one since the typing began. */
  isOvertaken: boolean;
  edit: (text: string) => void;
  discard: () => void;
};

/** The text in the card editor: what was typed, else the card as it is. */
export function useCardText(workspaceId: string, name: string, entry: CardEntry | null): CardText {
  const draft = useCardDrafts(({ drafts }) => drafts[workspaceId]);
  const present = entry?.raw ?? firstCard(name);
  const sha256 = entry?.sha256 ?? null;
  return {
    text: draft?.text ?? present,
    isChanged: draft !== undefined,
    isOvertaken: draft !== undefined && draft.base !== sha256,
    edit(text) {
      const base = draft === undefined ? sha256 : draft.base;
      if (text === present && base === sha256) {
        dropCardDraft(workspaceId);
      } else {
        putCardDraft(workspaceId, { text, base });
      }
    },
    discard: () => dropCardDraft(workspaceId),
  };
}

/** What to begin with where there is no card: the members that every card needs. */
function firstCard(name: string): string {
  const card = {
    name,
    description: "",
    version: "1.0.0",
    supportedInterfaces: [],
    capabilities: {},
    defaultInputModes: ["text/plain"],
    defaultOutputModes: ["text/plain"],
    skills: [],
  };
  return JSON.stringify(card, null, 2);
}
