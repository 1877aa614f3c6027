import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { DoctorReport, DoctorResult } from "../ipc/contract";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderApp } from "../testing/renderApp";
import { renderWith } from "../testing/renderWith";
import { DoctorDialog } from "./DoctorDialog";

const REGION: DoctorResult = {
  step: "region",
  title: "region",
  status: "ok",
  detail: "us-east-2",
  error: null,
  ms: 1,
};

function show(fake: FakeHost, workspaceId: string | null = "ws-14", onClose = vi.fn()) {
  renderWith(fake, <DoctorDialog workspaceId={workspaceId} onClose={onClose} />);
  return screen.findByRole("dialog", { name: /^Doctor: / });
}

function stepOf(name: RegExp): HTMLElement {
  const found = within(screen.getByRole("list", { name: "Steps" })).getByText(name);
  return found.closest("li") ?? found;
}

/** A host whose runs are fed by hand. */
function byHand() {
  const fake = createFakeHost();
  const runs: { send: (result: DoctorResult) => void; end: (report: DoctorReport) => void }[] = [];
  fake.host.runDoctor = (_args, send) =>
    new Promise((end) => {
      runs.push({ send, end });
    });
  return { fake, runs };
}

describe("the doctor", () => {
  it("shows where the way ends, why, and what to do, and what was not tried", async () => {
    await show(createFakeHost());
    expect(await screen.findByText("One step fails: sshd.")).toBeVisible();
    expect(stepOf(/^region$/)).toHaveTextContent("OK");
    const failed = stepOf(/^sshd$/);
    expect(failed).toHaveTextContent("Failed");
    expect(failed).toHaveTextContent("target_unreachable");
    expect(
      within(failed).getByRole("button", { name: /^Copy aws ec2 authorize-security-group/ }),
    ).toBeVisible();
    expect(stepOf(/^SFTP$/)).toHaveTextContent("SkippedSFTPNot tried, as sshd failed.");
  });

  it("shows each step as it settles, and what is to come", async () => {
    const { fake, runs } = byHand();
    await show(fake);
    expect(stepOf(/^workspace server$/)).toHaveTextContent("Running");
    expect(stepOf(/^AWS region$/)).toHaveTextContent("To come");
    act(() => runs[0]?.send(REGION));
    expect(stepOf(/^us-east-2$/)).toHaveTextContent("OKregionus-east-21 ms");
    expect(stepOf(/^file roots$/)).toHaveTextContent("To come");
  });

  it("stops before the instance when it is about no workspace", async () => {
    const fake = createFakeHost();
    await show(fake, null);
    expect(await screen.findByText("All 4 steps work.")).toBeVisible();
    expect(fake.calls).toContainEqual({ name: "run_doctor", args: { workspaceId: null } });
  });

  it("runs again, and drops what a former run still brings", async () => {
    const { fake, runs } = byHand();
    await show(fake);
    act(() => runs[0]?.end({ isWell: true, results: [REGION] }));
    await userEvent.click(await screen.findByRole("button", { name: "Run again" }));
    expect(runs).toHaveLength(2);
    act(() => runs[0]?.send({ ...REGION, title: "late", detail: "" }));
    expect(screen.queryByText("late")).toBeNull();
    expect(stepOf(/^AWS region$/)).toHaveTextContent("To come");
  });

  it("shows a result once that comes after the reply", async () => {
    const { fake, runs } = byHand();
    await show(fake);
    act(() => runs[0]?.end({ isWell: true, results: [REGION] }));
    await screen.findByRole("button", { name: "Run again" });
    act(() => runs[0]?.send(REGION));
    expect(screen.getAllByText("us-east-2")).toHaveLength(1);
  });

  it("says why it could not go on", async () => {
    await show(createFakeHost({ failing: { run_doctor: "internal" } }));
    expect(await screen.findByText("The doctor stopped")).toBeVisible();
    expect(screen.getByText("The doctor could not go on.")).toBeVisible();
  });

  it("is copied as text, with the remedy", async () => {
    userEvent.setup();
    const copying = vi.spyOn(navigator.clipboard, "writeText");
    await show(createFakeHost());
    await screen.findByText("One step fails: sshd.");
    await userEvent.click(screen.getByRole("button", { name: "Copy as text" }));
    const [text] = copying.mock.lastCall ?? [""];
    expect(text).toContain("Failed   sshd  (10004 ms)\n         target_unreachable:");
    expect(text).toContain("Most likely a security-group rule is missing.");
  });

  it("writes a report and shows where it is and what is in it", async () => {
    const fake = createFakeHost();
    await show(fake);
    await userEvent.click(screen.getByRole("button", { name: "Write bug report" }));
    const report = await screen.findByRole("region", { name: "Bug report" });
    expect(report).toHaveTextContent("/home/ada/.local/share/causeway/reports/");
    expect(report).toHaveTextContent("Secrets are left out; look through it before you send it.");
    expect(within(report).getByLabelText("the report")).toHaveTextContent("Causeway 0.1.0");
    expect(within(report).getByRole("button", { name: "Copy the report" })).toBeVisible();
  });

  it("says when the report could not be written", async () => {
    await show(createFakeHost({ failing: { write_bug_report: "permission_denied" } }));
    await userEvent.click(screen.getByRole("button", { name: "Write bug report" }));
    expect(await screen.findByText("The report was not written")).toBeVisible();
  });
});

describe("calling the doctor", () => {
  it("works by button and by key, and the keyboard goes back to where it was", async () => {
    renderApp(createFakeHost());
    const button = await screen.findByRole("button", { name: "Run doctor" });
    await userEvent.click(button);
    await screen.findByRole("dialog", { name: "Doctor: the platform and AWS" });
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(button).toHaveFocus());
    await userEvent.keyboard("{Control>}{Shift>}D{/Shift}{/Control}");
    expect(await screen.findByRole("dialog", { name: /^Doctor/ })).toBeVisible();
  });

  it("works from the settings", async () => {
    renderApp(createFakeHost({ mode: "none" }));
    await userEvent.click(await screen.findByRole("button", { name: /Connect to a platform/ }));
    await userEvent.click(await screen.findByRole("button", { name: "Run doctor" }));
    expect(await screen.findByRole("dialog", { name: /^Doctor/ })).toBeVisible();
  });
});
