import type { BugReport, DoctorReport, DoctorResult, DoctorStep } from "../contract";
import { accessFailure, instanceOf } from "./access";
import type { FakeWorld } from "./world";

type Sketch = [step: DoctorStep, title: string, detail: string, ms: number];

const BEFORE_INSTANCE: readonly Sketch[] = [
  ["platform", "workspace server", "https://agents.example.com answers.", 84],
  ["region", "region", "us-east-2, from the AWS profile team-a.", 1],
  ["credentials", "credentials", "Those of the AWS profile team-a are good until 18:40.", 212],
  ["identity", "identity", "arn:aws:sts::111122223333:assumed-role/dev/ada", 143],
];

const TO_INSTANCE: readonly Sketch[] = [
  ["instance", "instance", "It runs, at 10.0.3.17.", 96],
  ["endpoint", "endpoint", "eice-0d4c3b2a190807f6e, in the instance's subnet.", 88],
  ["quota", "connections", "5 of 16 are ours; those of others cannot be seen.", 0],
  ["key_push", "key push", "A key is accepted for ubuntu.", 212],
  ["websocket", "tunnel", "The endpoint opened it.", 391],
  ["banner", "sshd", "SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13", 61],
  ["host_key", "host key", "It is the pinned one.", 40],
  ["authentication", "authentication", "ubuntu is let in.", 118],
  ["sftp", "SFTP", "Version 3.", 76],
  ["sudo", "sudo", "sftp-server starts without a password.", 92],
  ["file_root", "file root /configs", "14 entries.", 33],
  ["file_root", "file root /workspace", "It does not exist on this instance.", 30],
];

const WARNED = "file root /workspace";

/** Where the way to an instance ends, by the code of its failure. */
const FAILS_AT: Record<string, DoctorStep> = {
  no_instance: "instance",
  target_unreachable: "banner",
  host_key_changed: "host_key",
  access_denied: "key_push",
};

/** The results of an invented run, in order. */
export function doctorResults(world: FakeWorld, workspaceId: string | null): DoctorResult[] {
  if (workspaceId === null) {
    return BEFORE_INSTANCE.map(passed);
  }
  const all = [...BEFORE_INSTANCE, ...TO_INSTANCE];
  const error = accessFailure(world, workspaceId);
  const failing = error === null ? undefined : (FAILS_AT[error.code] ?? "banner");
  const at = all.findIndex(([step]) => step === failing);
  return all.map((sketch, index) => {
    if (at === -1 || index < at || error === null) {
      return passed(sketch);
    }
    const [step, title] = sketch;
    return index === at
      ? { step, title, status: "failed", detail: "It does not work.", error, ms: 10_004 }
      : {
          step,
          title,
          status: "skipped",
          detail: `Not tried, as ${all[at]?.[1]} failed.`,
          error: null,
          ms: null,
        };
  });
}

export function reportOf(results: DoctorResult[]): DoctorReport {
  return { isWell: results.every(({ status }) => status !== "failed"), results };
}

export function bugReport(world: FakeWorld, workspaceId: string | null): BugReport {
  const steps = doctorResults(world, workspaceId).map(
    ({ title, status, detail }) => `${status.padEnd(8)} ${title}: ${detail}`,
  );
  const instance = workspaceId === null ? "none" : (instanceOf(world, workspaceId) ?? "unknown");
  return {
    path: "/home/ada/.local/share/causeway/reports/report-2026-03-01T091402Z.txt",
    text: ["Causeway 0.1.0", `instance: ${instance}`, "", ...steps, ""].join("\n"),
  };
}

function passed([step, title, detail, ms]: Sketch): DoctorResult {
  const status = title === WARNED ? "warning" : "ok";
  return { step, title, status, detail, error: null, ms };
}
