import { linter, lintGutter } from "@codemirror/lint";
import { TextEditor } from "../files/TextEditor";
import type { FileContent } from "../ipc/contract";
import { parseConfig } from "./parseConfig";

type ConfigRawProps = {
  workspaceId: string;
  content: FileContent;
};

/** The exact text of config.yaml. Text that is not YAML is marked, and not saved. */
export function ConfigRaw({ workspaceId, content }: ConfigRawProps) {
  return (
    <TextEditor
      workspaceId={workspaceId}
      content={content}
      testId="config"
      extra={yamlChecks}
      problem={syntaxProblem}
    />
  );
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
