import { useMemo, useState } from "react";
import { draftKey, useDrafts } from "../files/drafts";
import type { FileContent } from "../ipc/contract";
import { parseConfig } from "./parseConfig";
import { openForForm } from "./typeField";

export type ConfigView = "form" | "raw";

/** Why the form cannot edit the file. Text that is no YAML at all is marked in the editor. */
type FormRefusal = { reason: string; isYaml: boolean };

type View = {
  view: ConfigView;
  setView: (view: ConfigView) => void;
  refusal: FormRefusal | null;
};

/** How config.yaml is shown. What the form cannot edit safely is shown as text. */
export function useConfigView(workspaceId: string, content: FileContent | null): View {
  const [view, setView] = useState<ConfigView>("form");
  const key = draftKey(workspaceId, content?.path ?? "");
  const draft = useDrafts(({ drafts }) => drafts[key]?.text);
  const text = draft ?? content?.text ?? null;
  const refusal = useMemo(() => refusalOf(text), [text]);
  // It stays text while it is being corrected there: the form would take over at any keystroke.
  if (refusal !== null && view === "form") {
    setView("raw");
  }
  return { view, setView, refusal };
}

function refusalOf(text: string | null): FormRefusal | null {
  const opened = text === null ? null : openForForm(text);
  return opened?.status === "refused"
    ? { reason: opened.reason, isYaml: parseConfig(text ?? "").status !== "invalid" }
    : null;
}
