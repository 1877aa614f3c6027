import { useMemo, useState } from "react";
import { Skeleton } from "../components/Skeleton";
import { FileNotice } from "../files/FileNotice";
import { KeptDraft } from "../files/KeptDraft";
import { useFileContent } from "../files/useFileContent";
import type { FileContent, Leg, Workspace } from "../ipc/contract";
import { configPathOf, type PanelLegs } from "../panel/panelState";
import { useLast } from "../panel/useLast";
import { ConfigForm } from "./ConfigForm";
import { ConfigProblemNotice } from "./ConfigProblemNotice";
import { ConfigRaw } from "./ConfigRaw";
import { configProblem } from "./configProblem";
import { mergeConfig } from "./mergeConfig";
import { type ParsedConfig, parseConfig } from "./parseConfig";

type ConfigTabProps = {
  workspaceId: string;
  row: Workspace | null;
  legs: PanelLegs;
  retry: (leg: Leg) => void;
};

type View = "form" | "raw";

/** The workspace's configuration: what holds, and the text of its config.yaml. */
export function ConfigTab({ workspaceId, row, legs, retry }: ConfigTabProps) {
  const [chosen, setChosen] = useState<View>("form");
  const { content, isCurrent } = useConfigContent(workspaceId, legs);
  const parsed = useMemo(() => parseText(content), [content]);
  const problem = configProblem(legs.config, row, legs.workspace);
  // What does not parse can only be shown as text.
  const view = parsed?.status === "invalid" ? "raw" : chosen;
  const canShowRaw = problem.kind === "none" || content !== null;
  const configPath = configPathOf(legs);
  const isLoading = legs.config.status === "loading" || problem.kind === "waiting";

  return (
    <div className="config">
      <ViewSwitch
        view={view}
        onChoose={setChosen}
        canShowForm={parsed?.status !== "invalid"}
        canShowRaw={canShowRaw}
      />
      {view === "raw" && canShowRaw ? (
        <>
          <ConfigProblemNotice problem={problem} onRetry={() => retry("config")} />
          <Raw workspaceId={workspaceId} content={content} />
        </>
      ) : (
        <div className="tab-scroll">
          <ConfigProblemNotice problem={problem} onRetry={() => retry("config")} />
          {content === null && configPath !== null && !isLoading && (
            <KeptDraft workspaceId={workspaceId} path={configPath} />
          )}
          {isCurrent && parsed?.status === "empty" && (
            <p className="hint">config.yaml is empty. Write it as raw YAML.</p>
          )}
          <ConfigForm
            fields={mergeConfig({
              row,
              model: legs.model,
              provider: legs.provider,
              config: isCurrent && parsed?.status === "valid" ? parsed.config : null,
            })}
            isFileLoading={isLoading}
            hasRow={row !== null}
            legs={legs}
            retry={retry}
          />
        </div>
      )}
    </div>
  );
}

type ConfigContent = {
  /** The file as the editor keeps it: after a save it is newer than what the leg brought. */
  content: FileContent | null;
  /** It is what the leg brought last, and not what was there before the leg was lost. */
  isCurrent: boolean;
};

function useConfigContent(workspaceId: string, { config }: PanelLegs): ConfigContent {
  // What is open stays open when the file is loaded again, and when that fails.
  const loaded = useLast(config.status === "ok" ? config.value : null);
  const { data } = useFileContent(workspaceId, loaded?.path ?? null, Number.POSITIVE_INFINITY);
  const content = loaded === null ? null : (data ?? loaded);
  return { content, isCurrent: config.status === "ok" };
}

function parseText(content: FileContent | null): ParsedConfig | null {
  return content === null || content.text === null ? null : parseConfig(content.text);
}

type RawProps = { workspaceId: string; content: FileContent | null };

function Raw({ workspaceId, content }: RawProps) {
  if (content === null) {
    return <Skeleton label="Loading config.yaml" lines={5} />;
  }
  return content.kind === "text" ? (
    <ConfigRaw key={content.path} workspaceId={workspaceId} content={content} />
  ) : (
    <>
      <FileNotice content={content} />
      <KeptDraft workspaceId={workspaceId} path={content.path} />
    </>
  );
}

type ViewSwitchProps = {
  view: View;
  onChoose: (view: View) => void;
  canShowForm: boolean;
  canShowRaw: boolean;
};

function ViewSwitch({ view, onChoose, canShowForm, canShowRaw }: ViewSwitchProps) {
  return (
    <fieldset className="segmented" aria-label="Show the configuration as">
      <button
        type="button"
        data-testid="config-form"
        aria-pressed={view === "form"}
        disabled={!canShowForm}
        onClick={() => onChoose("form")}
      >
        Form
      </button>
      <button
        type="button"
        data-testid="config-raw"
        aria-pressed={view === "raw"}
        disabled={!canShowRaw}
        onClick={() => onChoose("raw")}
      >
        Raw YAML
      </button>
    </fieldset>
  );
}
