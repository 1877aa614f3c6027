import { linter, lintGutter } from "@codemirror/lint";
import { useEffect, useMemo } from "react";
import { useAccess } from "../access/accessContext";
import { EditorFrame } from "../files/EditorFrame";
import { useFileSession } from "../files/useFileSession";
import type { Standing } from "../files/useHeldContent";
import { useReadOnlyReason } from "../files/useReadOnlyReason";
import type { FileContent, Leg, SaveReport, Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { controlWorkspace } from "../lifecycle/runLifecycle";
import { useTemplates } from "../lifecycle/useTemplates";
import { problemOf } from "../panel/legState";
import { CONFIG_PAINTED, markFresh, markPainted } from "../panel/marks";
import type { PanelLegs } from "../panel/panelState";
import { ConfigBar } from "./ConfigBar";
import { ConfigForm } from "./ConfigForm";
import { managesItsOwnConfig } from "./configProblem";
import { mergeConfig } from "./mergeConfig";
import { type Config, parseConfig } from "./parseConfig";
import { useEditsOf } from "./platformEdits";
import { runtimeChoices } from "./runtimes";
import { SaveQuestion } from "./SaveQuestion";
import { SaveResults } from "./SaveResults";
import { editsOfFile, planSave } from "./savePlan";
import { useConfigBlock } from "./useConfigBlock";
import { useConfigSave } from "./useConfigSave";
import type { Typing } from "./useTyping";

type ConfigEditorProps = {
  workspaceId: string;
  content: FileContent;
  row: Workspace | null;
  legs: PanelLegs;
  isForm: boolean;
  /** The generation of the opening that has read the file; 0 while this one has not. */
  readBy: number;
  isGone: boolean;
  typing: Typing;
  retry: (leg: Leg) => void;
  onSaved: (report: SaveReport) => void;
  onEditRaw: () => void;
};

/** Edits config.yaml, as text or by a form, and what the platform keeps besides. Text that is not YAML is not saved. */
export function ConfigEditor(props: ConfigEditorProps) {
  const { workspaceId, content, row, legs, isForm, isGone, typing, retry, onSaved } = props;
  useMarks(props);
  const host = useHost();
  const access = useAccess();
  const session = useFileSession(workspaceId, content, standingOf(props));
  const edits = useEditsOf(workspaceId);
  const saved = useMemo(() => configOf(session.content.text), [session.content.text]);
  const draft = useMemo(() => configOf(session.text), [session.text]);
  const bySettings = useReadOnlyReason(workspaceId);
  const isOwn = managesItsOwnConfig(row) && !isGone && bySettings === null;
  const wanted = { ...edits, ...editsOfFile(saved, draft) };
  const plan = planSave(wanted, { row, model: legs.model, provider: legs.provider });
  const saving = useConfigSave({ workspaceId, row, plan, wanted, session, onSaved });
  const { data: templates } = useTemplates();
  const choices = useMemo(
    () => runtimeChoices(templates, row?.runtime.trim() ?? saved?.runtime ?? ""),
    [templates, row?.runtime, saved?.runtime],
  );
  const runtime = wanted.runtime ?? row?.runtime.trim() ?? saved?.runtime ?? "";
  const templateModel = choices.find(({ value }) => value === runtime)?.model ?? "";
  const holding = mergeConfig({ ...legs, row, config: saved, templateModel });
  const blockReason = useConfigBlock(
    problemOf(legs.config),
    plan.fields.length > 0,
    session.isDirty,
  );
  const isBlocked = isForm && typing.countProblems > 0;
  const { saveState } = session;

  function save() {
    if (!isBlocked && blockReason === null) {
      saving.save(false);
    }
  }

  return (
    <>
      <EditorFrame
        workspaceId={workspaceId}
        session={session}
        testId="config"
        extra={yamlChecks}
        problem={syntaxProblem}
        onSave={save}
        bar={(readOnlyReason) => (
          <>
            <ConfigBar
              saving={saving}
              title={session.content.path}
              isFileDirty={session.isDirty}
              isVerified={saveState.status === "saved" && saveState.isVerified}
              readOnlyReason={readOnlyReason}
              blockReason={readOnlyReason === null || isOwn ? blockReason : readOnlyReason}
              isBlocked={isBlocked}
            />
            {saving.state.status === "done" && (
              <SaveResults
                results={saving.state.results}
                onReload={() => access?.reload()}
                onRestart={() => row !== null && void controlWorkspace(host, row, "restart")}
              />
            )}
          </>
        )}
        form={
          isForm
            ? (_session, isReadOnly) => (
                <ConfigForm
                  workspaceId={workspaceId}
                  session={session}
                  isReadOnly={isReadOnly}
                  isLocked={isReadOnly && !isOwn}
                  typing={typing}
                  row={row}
                  legs={legs}
                  holding={holding}
                  edits={edits}
                  choices={choices}
                  saving={saving}
                  retry={retry}
                  onSave={save}
                  onEditRaw={props.onEditRaw}
                />
              )
            : undefined
        }
      />
      <SaveQuestion saving={saving} tasks={row?.activeTasks ?? 0} />
    </>
  );
}

function standingOf({ readBy, legs }: ConfigEditorProps): Standing {
  return readBy !== 0 ? "read" : legs.config.status === "failed" ? "old" : "awaited";
}

/** Marks that the file is on the screen, and that it is the one of now. */
function useMarks({ workspaceId, isForm, readBy }: ConfigEditorProps): void {
  useEffect(() => {
    const view = isForm ? "form" : "raw";
    markPainted(CONFIG_PAINTED, workspaceId, { view });
    markFresh(workspaceId, readBy, { view });
  });
}

function configOf(text: string | null): Config | null {
  const parsed = text === null ? null : parseConfig(text);
  if (parsed === null || parsed.status === "invalid") {
    return null;
  }
  return parsed.status === "valid" ? parsed.config : {};
}

function syntaxProblem(text: string): string | null {
  const parsed = parseConfig(text);
  return parsed.status === "invalid" ? `Line ${parsed.line}: ${parsed.message}` : null;
}

const yamlChecks = [
  lintGutter(),
  linter(
    (view) => {
      const parsed = parseConfig(view.state.doc.toString());
      if (parsed.status !== "invalid") {
        return [];
      }
      const { from, to, message } = parsed;
      return [{ from, to, severity: "error", message }];
    },
    { delay: 200 },
  ),
];
