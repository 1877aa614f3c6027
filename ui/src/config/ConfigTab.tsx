import { memo } from "react";
import { FileNotice } from "../files/FileNotice";
import { KeptDraft } from "../files/KeptDraft";
import type { Leg, SaveReport, Workspace } from "../ipc/contract";
import { FreshnessNote } from "../panel/FreshnessNote";
import { useLegFreshness } from "../panel/freshness";
import { problemOf } from "../panel/legState";
import { configPathOf, type PanelLegs } from "../panel/panelState";
import { ConfigEditor } from "./ConfigEditor";
import { ConfigProblemNotice } from "./ConfigProblemNotice";
import { ConfigSummary } from "./ConfigSummary";
import { CreateConfig } from "./CreateConfig";
import { configProblem } from "./configProblem";
import { mergeConfig } from "./mergeConfig";
import { PlatformForm } from "./PlatformForm";
import { useConfigContent } from "./useConfigContent";
import { useConfigView } from "./useConfigView";
import { useTyping } from "./useTyping";
import { ViewSwitch } from "./ViewSwitch";

type ConfigTabProps = {
  workspaceId: string;
  row: Workspace | null;
  legs: PanelLegs;
  /** The generation of the opening that has read the file; 0 while this one has not. */
  readBy: number;
  /** The platform does not know the workspace any more: all of it is for reading only. */
  isGone: boolean;
  retry: (leg: Leg) => void;
  onSaved: (report: SaveReport) => void;
};

/** The workspace's configuration: what holds, and its config.yaml, as a form or as text. */
export const ConfigTab = memo(function ConfigTab(props: ConfigTabProps) {
  const { workspaceId, row, legs, readBy, isGone, retry, onSaved } = props;
  const problem = configProblem(legs.config, row, legs.workspace);
  const content = useConfigContent(workspaceId, row, legs, isGone);
  const { view, setView, refusal } = useConfigView(workspaceId, content);
  const typing = useTyping();
  const freshness = useLegFreshness(legs.config, "instance");
  const configPath = configPathOf(legs);
  const isLoading = (legs.config.status === "loading" && content === null) || isWaiting(problem);
  const canCreate = problem.kind === "missing" && content === null && configPath !== null;
  const canShowRaw = problem.kind === "none" || content !== null || canCreate;
  const isForm = view === "form" || !canShowRaw;
  const isText = content?.kind === "text";
  const isMissing = problem.kind === "missing" || problem.kind === "blank";
  const isEditable = isText && !(isForm && isMissing);
  // That there is no network is said once, above everything; anything else has a remedy of its own.
  const isOffline = freshness?.reason === "offline";
  const isUnexplained = problem.kind === "unknown" && !isOffline;
  const notice = (isMissing || content === null || isUnexplained) && (
    <ConfigProblemNotice problem={problem} onRetry={() => retry("config")} />
  );
  const common = { workspaceId, row, legs, retry, onSaved };

  return (
    <div className="config" data-unkept={typing.countProblems > 0}>
      <div className="config-head">
        <ViewSwitch
          view={isForm ? "form" : "raw"}
          onChoose={setView}
          canShowForm={refusal === null || isMissing}
          canShowRaw={canShowRaw}
        />
        <span className="config-age" data-testid="config-age">
          <FreshnessNote freshness={freshness} />
          {content !== null && problemOf(legs.config) !== null && isOffline && (
            <button type="button" className="link-button" onClick={() => retry("config")}>
              Retry
            </button>
          )}
        </span>
      </div>
      {(!isForm || isEditable) && notice}
      {!isForm && refusal?.isYaml === true && (
        <p className="config-refusal" role="status">
          The form cannot edit this file safely. {refusal.reason}
        </p>
      )}
      {isEditable && (
        <ConfigEditor
          key={content.path}
          {...common}
          content={content}
          isForm={isForm}
          readBy={readBy}
          isGone={isGone}
          typing={typing}
          onEditRaw={() => setView("raw")}
        />
      )}
      {isForm && !isEditable && isLoading && (
        <div className="tab-scroll">
          <ConfigSummary
            fields={mergeConfig({ ...legs, row, config: null })}
            isFileLoading
            hasRow={row !== null}
            legs={legs}
            retry={retry}
          />
        </div>
      )}
      {isForm && !isEditable && !isLoading && (
        <PlatformForm {...common} isGone={isGone} isFileUnknown={problem.kind === "unknown"}>
          {notice}
          {content === null && configPath !== null && (
            <KeptDraft workspaceId={workspaceId} path={configPath} />
          )}
        </PlatformForm>
      )}
      {!isForm && content !== null && content.kind !== "text" && (
        <>
          <FileNotice content={content} />
          <KeptDraft workspaceId={workspaceId} path={content.path} />
        </>
      )}
      {!isForm && canCreate && (
        <CreateConfig
          workspaceId={workspaceId}
          path={configPath}
          instanceId={row?.instanceId ?? null}
          onCreated={() => retry("config")}
        />
      )}
    </div>
  );
});

function isWaiting({ kind }: ReturnType<typeof configProblem>): boolean {
  return kind === "waiting";
}
