import type { DoctorResult, DoctorStep } from "../ipc/contract";

/** A step's name until its result brings a better one. Every step, in the order of the way. */
const NAMES: Record<DoctorStep, string> = {
  platform: "workspace server",
  region: "AWS region",
  credentials: "AWS credentials",
  identity: "AWS identity",
  instance: "instance",
  endpoint: "endpoint",
  quota: "connections",
  key_push: "key push",
  websocket: "tunnel",
  banner: "SSH server",
  host_key: "host key",
  authentication: "authentication",
  sftp: "SFTP",
  sudo: "sudo",
  file_root: "file roots",
};

const STEPS = Object.keys(NAMES) as DoctorStep[];

/** As far as there is no instance. */
const BEFORE_INSTANCE = STEPS.slice(0, STEPS.indexOf("instance"));

/** One line of the run: a result, or a step that has none yet. */
export type DoctorRow =
  | { kind: "settled"; result: DoctorResult }
  | { kind: "running" | "to_come"; step: DoctorStep; title: string };

/** All lines in the order of the way. While it is running, the steps without a result are listed too. */
export function doctorRows(
  results: readonly DoctorResult[],
  workspaceId: string | null,
  isRunning: boolean,
): DoctorRow[] {
  const steps = workspaceId === null ? BEFORE_INSTANCE : STEPS;
  const settled = new Set(results.map(({ step }) => step));
  const pending = isRunning ? steps.filter((step) => !settled.has(step)) : [];
  return STEPS.flatMap((step): DoctorRow[] => {
    const own = results.filter((result) => result.step === step);
    if (own.length > 0) {
      return own.map((result) => ({ kind: "settled", result }));
    }
    const kind = step === pending[0] ? "running" : "to_come";
    return pending.includes(step) ? [{ kind, step, title: NAMES[step] }] : [];
  });
}
