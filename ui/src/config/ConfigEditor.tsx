import { linter, lintGutter } from "@codemirror/lint";
import type { ReactNode } from "react";
import { TextEditor } from "../files/TextEditor";
import type { FileSession } from "../files/useFileSession";
import type { FileContent } from "../ipc/contract";
import { parseConfig } from "./parseConfig";

type ConfigEditorProps = {
  workspaceId: string;
  content: FileContent;
  /** Stands in place of the exact text. */
  form: ((session: FileSession, isReadOnly: boolean) => ReactNode) | undefined;
  /** Whether the form holds something that cannot be saved. */
  isBlocked: boolean;
};

/** Edits config.yaml, as text or by a form. Text that is not YAML is marked, and not saved. */
export function ConfigEditor({ workspaceId, content, form, isBlocked }: ConfigEditorProps) {
  return (
    <TextEditor
      workspaceId={workspaceId}
      content={content}
      testId="config"
      extra={yamlChecks}
      problem={syntaxProblem}
      form={form}
      isBlocked={isBlocked}
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
