import { type KeyboardEvent, type ReactNode, useMemo } from "react";
import { useAccess } from "../access/accessContext";
import { useReadOnlyReason } from "../files/useReadOnlyReason";
import type { Leg, SaveReport, Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { controlWorkspace } from "../lifecycle/runLifecycle";
import { useTemplates } from "../lifecycle/useTemplates";
import type { PanelLegs } from "../panel/panelState";
import { ConfigBar } from "./ConfigBar";
import { ConfigMainFields, type MainInputs } from "./ConfigMainFields";
import { mergeConfig } from "./mergeConfig";
import { useEditsOf } from "./platformEdits";
import { asideInput, isProviderOffered, offersFor } from "./platformInput";
import { runtimeChoices } from "./runtimes";
import { SaveQuestion } from "./SaveQuestion";
import { SaveResults } from "./SaveResults";
import { planSave } from "./savePlan";
import { useConfigBlock } from "./useConfigBlock";
import { useConfigSave } from "./useConfigSave";

type PlatformFormProps = {
  workspaceId: string;
  row: Workspace | null;
  legs: PanelLegs;
  isGone: boolean;
  /** Whether there is a config.yaml, and what it says, is not known. */
  isFileUnknown: boolean;
  retry: (leg: Leg) => void;
  onSaved: (report: SaveReport) => void;
  /** What is to be said of config.yaml. */
  children: ReactNode;
};

/** What the platform keeps of a workspace, where there is no config.yaml to edit. No file is written from here. */
export function PlatformForm(props: PlatformFormProps) {
  const { workspaceId, row, legs, isGone, isFileUnknown, retry, onSaved, children } = props;
  const host = useHost();
  const access = useAccess();
  const edits = useEditsOf(workspaceId);
  const bySettings = useReadOnlyReason(workspaceId);
  const plan = planSave(edits, { row, model: legs.model, provider: legs.provider });
  const saving = useConfigSave({ workspaceId, row, plan, wanted: edits, session: null, onSaved });
  const blockReason = useConfigBlock(null, plan.fields.length > 0, false);
  const { data: templates } = useTemplates();
  const present = row?.runtime.trim() ?? "";
  const choices = useMemo(() => runtimeChoices(templates, present), [templates, present]);
  const runtime = edits.runtime ?? present;
  const templateModel = choices.find(({ value }) => value === runtime)?.model ?? "";
  const holding = mergeConfig({ ...legs, row, config: null, templateModel });
  const readOnlyReason = isGone ? "this workspace is gone" : bySettings;
  const isReadOnly = readOnlyReason !== null;
  const aside = { workspaceId, edits, holding, plan, isReadOnly, onEditRaw: () => undefined };
  const inputs: MainInputs = {
    name: asideInput("name", aside),
    description: null,
    version: null,
    tier: asideInput("tier", aside),
    runtime: { ...asideInput("runtime", aside), ...offersFor("runtime", choices, runtime) },
    model: { ...asideInput("model", aside), ...offersFor("model", choices, runtime) },
    provider: isProviderOffered(legs) ? asideInput("provider", aside) : null,
  };
  const isBlocked = Object.keys(plan.problems).length > 0;

  function saveByKey(event: KeyboardEvent) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (!isBlocked && !isReadOnly && blockReason === null) {
        saving.save(false);
      }
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key is for whatever has the focus inside
    <div className="text-editor" onKeyDown={saveByKey}>
      <ConfigBar
        saving={saving}
        title="On the platform"
        isFileDirty={false}
        isVerified={false}
        readOnlyReason={readOnlyReason}
        blockReason={readOnlyReason ?? blockReason}
        isBlocked={isBlocked}
      />
      {saving.state.status === "done" && (
        <SaveResults
          results={saving.state.results}
          onReload={() => access?.reload()}
          onRestart={() => row !== null && void controlWorkspace(host, row, "restart")}
        />
      )}
      <div className="config-form">
        {children}
        <ConfigMainFields
          inputs={inputs}
          holding={holding}
          legs={legs}
          retry={retry}
          description={
            <div className="form-row">
              <span className="config-label">Description</span>
              <span className="form-value faint">{isFileUnknown ? "Unknown" : "Not set"}</span>
            </div>
          }
        />
      </div>
      <SaveQuestion saving={saving} tasks={row?.activeTasks ?? 0} />
    </div>
  );
}
