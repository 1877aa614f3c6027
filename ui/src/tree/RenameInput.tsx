import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { visibleText } from "../components/visibleText";
import { ERRORS } from "../errors";
import type { IpcError } from "../ipc/ipcError";

type RenameInputProps = {
  name: string;
  /** The last try, and why it failed. */
  failed: { name: string; error: IpcError } | null;
  isPending: boolean;
  onRename: (name: string) => void;
  onCancel: () => void;
};

/** Takes the place of a name in the tree. The part before the extension is selected. */
export function RenameInput({ name, failed, isPending, onRename, onCancel }: RenameInputProps) {
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const problemId = useId();
  const problem = problemOf(text, failed);

  useEffect(() => {
    input.current?.focus();
    input.current?.setSelectionRange(0, stemLength(name));
  }, [name]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text === name) {
      onCancel();
    } else if (nameProblem(text) === null && !isPending) {
      onRename(text);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      onCancel();
    }
  }

  return (
    <form className="tree-rename" onSubmit={submit}>
      <input
        ref={input}
        className="input"
        aria-label={`New name of ${visibleText(name)}`}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        data-testid="rename"
        value={text}
        spellCheck={false}
        readOnly={isPending}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => !isPending && problem === null && onCancel()}
      />
      {problem !== null && (
        <p className="tree-rename-problem" role="alert" id={problemId}>
          {problem}
        </p>
      )}
    </form>
  );
}

/** Why a name cannot be one; null when it can. */
export function nameProblem(name: string): string | null {
  if (name.trim() === "") {
    return "Enter a name.";
  }
  if (name === "." || name === ".." || name.includes("/") || name.includes("\0")) {
    return "A name has no slash, and is neither “.” nor “..”.";
  }
  return null;
}

function problemOf(text: string, failed: RenameInputProps["failed"]): string | null {
  if (failed?.name !== text) {
    return text === "" ? null : nameProblem(text);
  }
  const { code, message } = failed.error;
  return `Not renamed: ${code === "conflict" ? `${visibleText(message)}.` : ERRORS[code].text}`;
}

/** How much of a name is before its extension: all of `.profile` and of `Makefile`. */
export function stemLength(name: string): number {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? dot : name.length;
}
