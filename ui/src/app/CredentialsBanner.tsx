import { KeyRound } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { CodeBlock } from "../components/CodeBlock";
import { ErrorNotice } from "../components/ErrorNotice";
import { Remedy } from "../components/Remedy";
import { ageText, clockText } from "../components/time";
import { Untrusted } from "../components/Untrusted";
import { useNow } from "../components/useNow";
import { ERRORS } from "../errors";
import type { CredentialsProblem } from "../ipc/contract";
import { useAppStore } from "../store";
import { useCredentials } from "./useCredentials";

/** Says that work waits for AWS credentials, and how to renew them: once, however much fails for the lack of them. */
export function CredentialsBanner() {
  const problem = useAppStore((state) => state.credentials);
  return (
    <>
      {/* Always there, so that a screen reader tells when it fills; without the count, which ticks. */}
      <p className="visually-hidden" role="status">
        {problem !== null && titleOf(problem)}
      </p>
      {problem !== null && <Prompt problem={problem} />}
    </>
  );
}

function Prompt({ problem }: { problem: CredentialsProblem }) {
  const { renewal, stop } = useCredentials();
  const banner = useHandedOnFocus();
  const failure = renewal.error ?? stop.error;
  return (
    <section
      className="banner credentials"
      data-severity="warning"
      aria-label="AWS credentials"
      ref={banner}
    >
      <KeyRound aria-hidden size={16} />
      <div className="credentials-body">
        <Facts problem={problem} />
        {failure !== null && (
          <ErrorNotice
            title={renewal.error === null ? "The work goes on waiting" : "They are not good yet"}
            error={failure}
          />
        )}
      </div>
      <div className="credentials-actions">
        <button
          type="button"
          className="button button-primary"
          aria-disabled={renewal.isPending}
          onClick={renewal.isPending ? undefined : () => renewal.mutate()}
        >
          {renewal.isPending ? "Checking…" : "I have signed in"}
        </button>
        <button type="button" className="button" onClick={() => stop.mutate()}>
          Stop waiting
        </button>
      </div>
    </section>
  );
}

function Facts({ problem }: { problem: CredentialsProblem }) {
  const { error, command, sinceMs, waiting } = problem;
  const now = useNow();
  return (
    <>
      <p>
        <strong>{titleOf(problem)}</strong> {waitingText(waiting)}
      </p>
      <p className="banner-detail">
        Since {clockText(sinceMs, now)}, {ageText(sinceMs, now)}. <code>{error.code}</code>{" "}
        <Untrusted text={error.message} />
      </p>
      {command !== null && <CodeBlock text={command} what="the command" />}
      {command === null && error.remedy !== undefined && <Remedy text={error.remedy} />}
    </>
  );
}

function titleOf({ error }: CredentialsProblem): string {
  switch (error.code) {
    case "credentials_expired":
      return "The AWS credentials have expired; sign in again.";
    case "credentials_missing":
      return "No AWS credentials were found; sign in.";
    default:
      return (ERRORS[error.code] ?? ERRORS.internal).text;
  }
}

function waitingText(waiting: number): string {
  if (waiting === 0) {
    return "";
  }
  return waiting === 1
    ? "1 operation waits and goes on by itself."
    : `${waiting} operations wait and go on by themselves.`;
}

/** The banner goes by itself: the keyboard, if it was in there, goes to the canvas and the panel. */
function useHandedOnFocus() {
  const banner = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = banner.current;
    return () => {
      if (element?.contains(document.activeElement)) {
        document.querySelector<HTMLElement>(".stage")?.focus({ preventScroll: true });
      }
    };
  }, []);
  return banner;
}
