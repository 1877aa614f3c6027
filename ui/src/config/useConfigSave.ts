import { useEffect, useRef, useState } from "react";
import type { FileSession } from "../files/useFileSession";
import type { SaveState } from "../files/useSaveState";
import type { SaveReport, SaveWorkspace, Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import type { PlatformEdits, PlatformField } from "./platformEdits";
import { dropEdits, putEdits } from "./platformEdits";
import type { PlatformPlan } from "./savePlan";
import { type LegResult, ofFile, ofReport, ofThrown, savedFields, skipped } from "./saveResults";

/** What a save of the whole tab is about. */
type SaveParts = {
  workspaceId: string;
  row: Workspace | null;
  plan: PlatformPlan;
  /** What the user wants of the platform, from the draft of the file and beside it. */
  wanted: PlatformEdits;
  /** null where there is no config.yaml to write. */
  session: FileSession | null;
  onSaved: (report: SaveReport) => void;
};

/** How the last save of the tab went. */
export type ConfigSaveState =
  | { status: "idle" | "saving" }
  /** Something has to be confirmed first. */
  | { status: "asking"; isRestart: boolean; about: "clear" | "busy" }
  | { status: "done"; results: readonly LegResult[] };

export type ConfigSave = {
  state: ConfigSaveState;
  isDirty: boolean;
  plan: PlatformPlan;
  save: (isRestart: boolean) => void;
  confirm: () => void;
  cancel: () => void;
};

/**
 * One save for the whole tab: config.yaml first, then the parts of the platform. Whatever was not saved
 * stays typed, and each part is reported by itself.
 */
export function useConfigSave(parts: SaveParts): ConfigSave {
  const { workspaceId, row, plan, wanted, session, onSaved } = parts;
  const host = useHost();
  const [state, setState] = useState<ConfigSaveState>({ status: "idle" });
  const waiting = useRef<Waiting | null>(null);
  const isDirty = session?.isDirty === true || plan.fields.length > 0;

  function save(isRestart: boolean) {
    if (!isDirty || state.status === "saving") {
      return;
    }
    const isBusy = isRestart && (row?.activeTasks ?? 0) > 0;
    const about = plan.model === "" ? "clear" : isBusy ? "busy" : null;
    if (about === null) {
      void run(isRestart);
    } else {
      setState({ status: "asking", isRestart, about });
    }
  }

  function confirm() {
    if (state.status !== "asking") {
      return;
    }
    const { isRestart, about } = state;
    if (about === "clear" && isRestart && (row?.activeTasks ?? 0) > 0) {
      setState({ status: "asking", isRestart, about: "busy" });
    } else {
      void run(isRestart);
    }
  }

  async function run(isRestart: boolean) {
    setState({ status: "saving" });
    const job: Waiting = { isRestart, plan, kept: keepWanted(workspaceId, wanted, plan.fields) };
    if (session?.isDirty !== true) {
      await savePlatform(job, []);
      return;
    }
    const ended = await session.save();
    const file = ofFile(ended);
    if (file.outcome.status === "saved") {
      await savePlatform(job, [file]);
      return;
    }
    waiting.current = ended?.status === "merging" ? job : null;
    setState({ status: "done", results: [file, ...skipped(job.plan, isRestart)] });
  }

  async function savePlatform(job: Waiting, before: readonly LegResult[]) {
    const results = [...before];
    if (job.plan.fields.length > 0 || job.isRestart) {
      try {
        const report = await host.call("save_workspace", argsOf(workspaceId, job));
        results.push(...ofReport(report));
        dropEdits(workspaceId, savedFields(job.plan.fields, report));
        onSaved(report);
      } catch (thrown) {
        results.push(...ofThrown(job.plan, job.isRestart, toIpcError(thrown)));
      }
    }
    setState({ status: "done", results });
  }

  // A conflict is settled in a window of its own, which saves the file alone: the rest follows then.
  const fileState = session?.saveState ?? null;
  useEffect(() => {
    const job = waiting.current;
    if (job === null || fileState === null) {
      return;
    }
    if (fileState.status === "saved") {
      waiting.current = null;
      void savePlatform(job, [ofFile(fileState)]);
    } else if (isGivenUp(fileState, session?.draft !== undefined)) {
      waiting.current = null;
      dropEdits(workspaceId, job.kept);
      setState({ status: "idle" });
    }
  });

  return { state, isDirty, plan, save, confirm, cancel: () => setState({ status: "idle" }) };
}

/** A save whose file has to be merged first. */
type Waiting = { isRestart: boolean; plan: PlatformPlan; kept: readonly PlatformField[] };

/** Notes what the save is to change, since what stands in the file alone is no change any more once that is saved. */
function keepWanted(
  workspaceId: string,
  wanted: PlatformEdits,
  fields: readonly PlatformField[],
): readonly PlatformField[] {
  putEdits(workspaceId, Object.fromEntries(fields.map((field) => [field, wanted[field]])));
  return fields;
}

/** Whether the conflict ended with theirs: then nothing of the text here is wanted any more. */
function isGivenUp({ status }: SaveState, hasDraft: boolean): boolean {
  return status === "idle" && !hasDraft;
}

function argsOf(workspaceId: string, { plan, isRestart }: Waiting): SaveWorkspace {
  const { changes, model, provider } = plan;
  return { workspaceId, changes, model, provider, restart: isRestart };
}
