import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Transfer } from "../ipc/contract";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderApp } from "../testing/renderApp";
import { transferWith } from "../testing/transfer";

const MIB = 1_048_576;

async function show(transfers: Transfer[]): Promise<FakeHost> {
  const fake = createFakeHost();
  fake.world.transfers = transfers;
  renderApp(fake);
  await screen.findByText("14 workspaces");
  return fake;
}

function push(fake: FakeHost, ...transfers: Transfer[]) {
  fake.world.transfers = transfers;
  act(() => fake.push({ type: "transfers", transfers }));
}

const controls = (fake: FakeHost) =>
  fake.calls.flatMap(({ name, args }) => (name === "control_transfer" ? [args] : []));

afterEach(() => vi.useRealTimers());

describe("the transfers", () => {
  it("show by themselves when one begins, and leave the keyboard where it is", async () => {
    const fake = await show([]);
    expect(screen.queryByTestId("transfers")).toBeNull();
    push(fake, transferWith({ id: 1 }));
    expect(await screen.findByTestId("transfers")).toBeVisible();
    expect(document.body).toHaveFocus();
    expect(screen.getByRole("button", { name: "Transfers 1 · 0 %" })).toBeVisible();
  });

  it("stay hidden for those that were there at the start, and get the keyboard when asked for", async () => {
    await show([transferWith({ id: 1 })]);
    expect(screen.queryByTestId("transfers")).toBeNull();
    await userEvent.keyboard("{Control>}j{/Control}");
    expect(await screen.findByRole("heading", { name: "Transfers" })).toHaveFocus();
    expect(screen.getByText(/AWS may slow down bulk data/)).toBeVisible();
    await userEvent.keyboard("{Escape}");
    expect(screen.getByTestId("transfers-button")).toHaveFocus();
  });

  it("tell how far each is, how fast, and how long it takes yet", async () => {
    const fake = await show([]);
    const amounts = { bytesDone: MIB / 4, bytesTotal: MIB, filesDone: 1, filesTotal: 4 };
    push(fake, transferWith({ id: 1, ...amounts, bytesPerSecond: MIB, secondsLeft: 65 }));
    const transfer = await screen.findByTestId("transfer-1");
    expect(within(transfer).getByRole("progressbar")).toHaveAttribute(
      "aria-valuetext",
      "25 %, 256 KiB of 1.0 MiB, 1 of 4 files",
    );
    expect(transfer).toHaveTextContent("1.0 MiB/s, 1 min 5 s left");
    expect(transfer).toHaveTextContent("to Code Reviewer: /workspace");
  });

  it("are paused, resumed, cancelled, tried again and dismissed", async () => {
    const fake = await show([]);
    const click = (name: string) => userEvent.click(screen.getByRole("button", { name }));
    push(fake, transferWith({ id: 1 }));
    await click("Pause notes.md");
    push(fake, transferWith({ id: 1, state: "paused" }));
    await click("Resume notes.md");
    await click("Cancel notes.md");
    push(fake, transferWith({ id: 1, state: "cancelled" }));
    await click("Retry notes.md");
    push(fake, transferWith({ id: 1, state: "done" }), transferWith({ id: 2, name: "b" }));
    await click("Dismiss notes.md");
    expect(controls(fake)).toEqual(
      ["pause", "resume", "cancel", "resume", "dismiss"].map((action) => ({ id: 1, action })),
    );
  });

  it("name each file that did not arrive, and how many more there are", async () => {
    const fake = await show([]);
    const problems = [{ path: "/workspace/a\u202Eb", reason: "permission denied" }];
    push(fake, transferWith({ id: 1, state: "done", problems, problemCount: 3 }));
    await userEvent.click(screen.getByRole("button", { name: "3 files were not transferred" }));
    expect(screen.getByText("/workspace/a⟨U+202E⟩b")).toBeVisible();
    expect(screen.getByText("and 2 more")).toBeVisible();
  });

  it("say why one failed, with a retry", async () => {
    const fake = await show([]);
    const error = { code: "tunnel_lost", message: "reset" } as const;
    push(fake, transferWith({ id: 1, state: "failed", error }));
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    expect(controls(fake)).toEqual([{ id: 1, action: "resume" }]);
  });

  it("are cleared of those that have ended, and of no other", async () => {
    const fake = await show([]);
    push(fake, transferWith({ id: 1, state: "done" }), transferWith({ id: 2 }));
    await userEvent.click(screen.getByRole("button", { name: "Clear finished" }));
    expect(controls(fake)).toEqual([{ id: 1, action: "dismiss" }]);
  });
});

it("those that end together are announced in one sentence, after a while", async () => {
  const fake = await show([transferWith({ id: 1 }), transferWith({ id: 2, name: "b" })]);
  vi.useFakeTimers();
  push(fake, transferWith({ id: 1, state: "done" }), transferWith({ id: 2, name: "b" }));
  push(
    fake,
    transferWith({ id: 1, state: "done" }),
    transferWith({ id: 2, name: "b", state: "failed" }),
  );
  const said = screen.getByTestId("transfers-said");
  expect(said).toHaveTextContent("");
  act(() => void vi.advanceTimersByTime(2_000));
  expect(said).toHaveTextContent("Upload of notes.md is done. Upload of b failed.");
});
