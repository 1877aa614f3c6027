import { useMemo } from "react";
import { FileNotice } from "../files/FileNotice";
import { KeptDraft } from "../files/KeptDraft";
import type { Leg, Workspace } from "../ipc/contract";
import { configPathOf, type PanelLegs } from "../panel/panelState";
import { ConfigEditor } from "./ConfigEditor";
import { ConfigForm } from "./ConfigForm";
import { ConfigProblemNotice } from "./ConfigProblemNotice";
import { ConfigSummary } from "./ConfigSummary";
import { CreateConfig } from "./CreateConfig";
import { configProblem } from "./configProblem";
import { mergeConfig } from "./mergeConfig";
import { useConfigContent } from "./useConfigContent";
import { useConfigView } from "./useConfigView";
import { useTyping } from "./useTyping";
import { ViewSwitch } from "./ViewSwitch";

type ConfigTabProps = {
  workspaceId: string;
  row: Workspace | null;
  legs: PanelLegs;
  retry: (leg: Leg) => void;
};

/** The workspace's configuration: what holds, and its config.yaml, as a form or as text. */
export function ConfigTab({ workspaceId, row, legs, retry }: ConfigTabProps) {
  const problem = configProblem(legs.config, row, legs.workspace);
  const { content, isCurrent } = useConfigContent(workspaceId, row, legs, problem);
  const { view, setView, refusal } = useConfigView(workspaceId, content);
  const typing = useTyping();
  const configPath = configPathOf(legs);
  const isLoading = legs.config.status === "loading" || problem.kind === "waiting";
  const canCreate = problem.kind === "missing" && content === null && configPath !== null;
  const canShowRaw = problem.kind === "none" || content !== null || canCreate;
  const isForm = view === "form" || !canShowRaw;
  const isEditable = content?.kind === "text" && (!isForm || isCurrent);
  const nothing = useMemo(
    () => mergeConfig({ row, model: legs.model, provider: legs.provider, config: null }),
    [row, legs.model, legs.provider],
  );
  const notice = <ConfigProblemNotice problem={problem} onRetry={() => retry("config")} />;

  return (
    <div className="config">
      <ViewSwitch
        view={isForm ? "form" : "raw"}
        onChoose={setView}
        canShowForm={refusal === null}
        canShowRaw={canShowRaw}
      />
      {!isForm && notice}
      {!isForm && refusal?.isYaml === true && (
        <p className="config-refusal" role="status">
          The form cannot edit this file safely. {refusal.reason}
        </p>
      )}
      {isEditable && (
        <ConfigEditor
          key={content.path}
          workspaceId={workspaceId}
          content={content}
          isBlocked={isForm && typing.countProblems > 0}
          form={
            isForm
              ? (session, isReadOnly) => (
                  <ConfigForm
                    session={session}
                    isReadOnly={isReadOnly}
                    typing={typing}
                    row={row}
                    legs={legs}
                    retry={retry}
                    onEditRaw={() => setView("raw")}
                  />
                )
              : undefined
          }
        />
      )}
      {isForm && !isEditable && (
        <div className="tab-scroll">
          {notice}
          {content === null && configPath !== null && !isLoading && (
            <KeptDraft workspaceId={workspaceId} path={configPath} />
          )}
          <ConfigSummary
            fields={nothing}
            isFileLoading={isLoading}
            hasRow={row !== null}
            legs={legs}
            retry={retry}
          />
        </div>
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
}
