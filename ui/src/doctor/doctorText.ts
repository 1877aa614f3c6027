import { visibleBlock, visibleText } from "../components/visibleText";
import type { DoctorResult } from "../ipc/contract";
import { msText } from "../tunnels/setUpTimes";
import { statusLookOf } from "./doctorLook";
import type { DoctorRun } from "./doctorRun";

/** How a run has ended, in one sentence; empty while it goes on. */
export function summaryText({ status, results }: DoctorRun): string {
  if (status === "running") {
    return "";
  }
  const count = (wanted: DoctorResult["status"]) =>
    results.filter((result) => result.status === wanted).length;
  const failed = count("failed");
  const warnings = count("warning");
  const working = count("ok") + warnings;
  if (failed > 0) {
    const first = results.find((result) => result.status === "failed")?.title ?? "";
    const what = failed === 1 ? "One step fails" : `${failed} steps fail`;
    return `${what}: ${visibleText(first)}${failed === 1 ? "" : " first"}.`;
  }
  if (status === "failed") {
    return "The doctor could not go on.";
  }
  const passed = working === results.length ? `All ${working} steps work` : `${working} steps work`;
  return warnings === 0
    ? `${passed}.`
    : `${passed}, ${warnings === 1 ? "one" : warnings} with a warning.`;
}

/** The whole run as text, for a message to whoever helps. */
export function doctorText(subject: string, run: DoctorRun): string {
  const lines = run.results.flatMap(resultLines);
  return `${[visibleText(subject), ...lines, "", summaryText(run)].join("\n")}\n`;
}

function resultLines({ title, status, detail, error, ms }: DoctorResult): string[] {
  const time = ms === null ? "" : `  (${msText(ms)})`;
  const word = statusLookOf(status).word.padEnd(7);
  const found = error === null ? `: ${visibleText(detail)}` : "";
  const why = error === null ? [] : [`${error.code}: ${error.message}`];
  const remedy = error?.remedy === undefined ? [] : [error.remedy];
  return [
    `${word}  ${visibleText(title)}${found}${time}`,
    ...[...why, ...remedy].map((text) => visibleBlock(text).replace(/^/gm, "         ")),
  ];
}
