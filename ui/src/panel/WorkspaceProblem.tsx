import { ErrorNotice } from "../components/ErrorNotice";
import type { IpcError as IpcFailure } from "../ipc/contract";

type WorkspaceProblemProps = { error: IpcFailure; onRetry: () => void };

/** Why the platform did not answer for the workspace, each trouble in words of its own. */
export function WorkspaceProblem({ error, onRetry }: WorkspaceProblemProps) {
  const { title, text } = wordsFor(error);
  return <ErrorNotice title={title} text={text} error={error} onRetry={onRetry} />;
}

function wordsFor({ code }: IpcFailure): { title: string; text?: string } {
  switch (code) {
    // A workspace can be read without a token: what is refused there is the organisation.
    case "unauthenticated":
      return {
        title: "The platform does not know this organisation",
        text: "Check the organisation id in the settings, and the token, then retry.",
      };
    case "platform_error":
      return {
        title: "The platform has trouble of its own",
        text: "It answered with an error for this workspace. What is shown is what was seen last; retry in a moment.",
      };
    case "unreachable":
    case "timed_out":
      return {
        title: "The platform does not answer",
        text: "What is shown is what was seen last; it is loaded again when the platform answers.",
      };
    default:
      return { title: "Could not ask for the workspace" };
  }
}
