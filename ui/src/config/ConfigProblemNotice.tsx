import { ErrorNotice } from "../components/ErrorNotice";
import type { ConfigProblem } from "./configProblem";

type ConfigProblemNoticeProps = { problem: ConfigProblem; onRetry: () => void };

/** Says why there is no config.yaml to show. */
export function ConfigProblemNotice({ problem, onRetry }: ConfigProblemNoticeProps) {
  switch (problem.kind) {
    case "none":
    case "waiting":
      return null;
    case "managed_elsewhere":
      return (
        <p className="hint">This runtime manages its own config outside the platform template.</p>
      );
    case "blank":
      return (
        <p className="hint" data-tone="warning" role="alert">
          <strong>config.yaml is empty.</strong> That is as good as none: the agent does not start
          from it. Write one in Raw YAML.
        </p>
      );
    case "missing":
      return (
        <ErrorNotice
          title="No config.yaml found"
          text="The instance has none in the workspace's base folder; add one in Files, or retry."
          error={problem.error}
          onRetry={onRetry}
        />
      );
    case "unknown":
      return (
        <ErrorNotice title="Could not load config.yaml" error={problem.error} onRetry={onRetry} />
      );
  }
}
