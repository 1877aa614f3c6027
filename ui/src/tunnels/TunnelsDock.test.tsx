import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderApp } from "../testing/renderApp";
import { tunnelWith } from "../testing/tunnel";

const NOW = Date.now();
const OPEN = tunnelWith({
  id: 4,
  instanceId: "i-a",
  workspaceId: "ws-02",
  sinceMs: NOW - 12_000,
  rotatesAtMs: NOW + 3_600_000,
  channels: 2,
  bytesRead: 1_536,
  bytesWritten: 10,
  phases: [
    { name: "look-up", startMs: 0, ms: 84 },
    { name: "key push", startMs: 84, ms: 212 },
  ],
});
const FAILED = tunnelWith({
  id: 5,
  instanceId: "i-b",
  state: "failed",
  lastError: "no route to host\u202E",
});

async function show(tunnels: FakeHost["world"]["tunnels"]): Promise<FakeHost> {
  const fake = createFakeHost();
  fake.world.tunnels = tunnels;
  renderApp(fake);
  await screen.findByText("14 workspaces");
  await userEvent.keyboard("{Control>}{Shift>}T{/Shift}{/Control}");
  await screen.findByRole("heading", { name: "Tunnels" });
  return fake;
}

function callsOf(fake: FakeHost, name: string): unknown[] {
  return fake.calls.filter((call) => call.name === name).map(({ args }) => args);
}

describe("the tunnels button", () => {
  it("counts the connections that are taken, live, and shows and hides the tunnels", async () => {
    const fake = await show([OPEN, FAILED]);
    const button = screen.getByRole("button", { name: "Tunnels 1/16" });
    expect(button).toHaveAttribute("aria-expanded", "true");
    act(() => fake.push({ type: "tunnels", tunnels: [OPEN, { ...OPEN, id: 6 }] }));
    expect(button).toHaveAccessibleName("Tunnels 2/16");
    await userEvent.click(button);
    expect(screen.queryByRole("table")).toBeNull();
    await userEvent.click(button);
    expect(screen.getByRole("table")).toBeVisible();
  });

  it("gets the keyboard back when Escape hides the tunnels", async () => {
    await show([OPEN]);
    expect(screen.getByRole("heading", { name: "Tunnels" })).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("table")).toBeNull();
    expect(screen.getByRole("button", { name: "Tunnels 1/16" })).toHaveFocus();
  });
});

describe("the table of tunnels", () => {
  it("has a row for each, headed by its workspace or its instance", async () => {
    await show([OPEN, FAILED]);
    const table = screen.getByRole("table", { name: "Tunnels to instances" });
    const [, open, failed] = within(table).getAllByRole("row");
    expect(cells(open)).toEqual([
      "i-a",
      "Open",
      expect.stringMatching(/^1[2-9] s$/),
      expect.stringMatching(/^Rotates in (59|60) min|^Rotates in 1 h/),
      "0",
      "2",
      "1.5 KiB / 10 bytes",
      "–None",
      "296 ms",
      "",
    ]);
    expect(rowHeader(open)).toBe("Code Reviewer");
    expect(rowHeader(failed)).toBe("i-b");
    expect(cells(failed)[1]).toBe("Failed");
    expect(cells(failed)[7]).toBe("no route to host⟨U+202E⟩");
  });

  it("unfolds the times of a set-up", async () => {
    await show([OPEN]);
    const button = screen.getByRole("button", { name: "Set-up times of Code Reviewer" });
    expect(button).toHaveAttribute("aria-expanded", "false");
    await userEvent.click(button);
    expect(button).toHaveAttribute("aria-expanded", "true");
    const steps = screen.getByRole("list", { name: "Set-up of the tunnel to Code Reviewer" });
    expect(within(steps).getAllByRole("listitem")[1]).toHaveTextContent(
      "key push84 → 296 ms212 ms",
    );
    expect(screen.getByText("ubuntu@i-a through eice-1")).toBeVisible();
  });

  it("keeps them unfolded when the tunnel rotates", async () => {
    const fake = await show([OPEN]);
    await userEvent.click(screen.getByRole("button", { name: "Set-up times of Code Reviewer" }));
    const successor = { ...OPEN, id: 9, phases: [{ name: "look-up", startMs: 0, ms: 7 }] };
    act(() =>
      fake.push({ type: "tunnels", tunnels: [OPEN, { ...successor, state: "connecting" }] }),
    );
    act(() => fake.push({ type: "tunnels", tunnels: [successor] }));
    const steps = screen.getByRole("list", { name: "Set-up of the tunnel to Code Reviewer" });
    expect(steps).toHaveTextContent("look-up7 ms");
  });

  it("closes the tunnel of its row, and keeps the keyboard when the row has gone", async () => {
    const fake = await show([OPEN, FAILED]);
    await userEvent.click(
      screen.getByRole("button", { name: "Close the tunnel to Code Reviewer" }),
    );
    expect(callsOf(fake, "close_tunnel")).toEqual([{ id: OPEN.id }]);
    await waitFor(() =>
      expect(screen.queryByText("Code Reviewer", { selector: "th *" })).toBeNull(),
    );
    expect(screen.getByRole("rowheader", { name: "i-b" })).toBeVisible();
    expect(screen.getByRole("heading", { name: "Tunnels" })).toHaveFocus();
  });

  it("says when a tunnel could not be closed", async () => {
    const fake = await show([OPEN]);
    fake.options.failing = { close_tunnel: "internal" };
    await userEvent.click(
      screen.getByRole("button", { name: "Close the tunnel to Code Reviewer" }),
    );
    expect(await screen.findByText("The tunnel was not closed")).toBeVisible();
    expect(screen.getByRole("rowheader", { name: "Code Reviewer" })).toBeVisible();
  });

  it("tells screen readers of a failure, and of nothing that ticks", async () => {
    const fake = await show([OPEN]);
    const dock = screen.getByRole("region", { name: "Tunnels" });
    const status = within(dock).getByRole("status");
    expect(status).toBeEmptyDOMElement();
    expect(
      screen.getByRole("table").closest("[aria-live], [role=status], [role=alert]"),
    ).toBeNull();
    act(() => fake.push({ type: "tunnels", tunnels: [{ ...OPEN, state: "failed" }] }));
    expect(status).toHaveTextContent("Tunnel failed: Code Reviewer");
  });
});

describe("closing all tunnels", () => {
  it("does so at once while none is in use, and then says that there is none", async () => {
    const fake = await show([OPEN, FAILED]);
    await userEvent.click(screen.getByRole("button", { name: "Close all" }));
    expect(callsOf(fake, "close_all_tunnels")).toHaveLength(1);
    expect(
      await screen.findByText("No open tunnels. One is set up when you open a panel."),
    ).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Close all" }));
    expect(callsOf(fake, "close_all_tunnels"), "nothing is left to close").toHaveLength(1);
  });

  it("asks first while one is in use", async () => {
    const fake = await show([{ ...OPEN, leases: 2 }, FAILED]);
    await userEvent.click(screen.getByRole("button", { name: "Close all" }));
    const dialog = screen.getByRole("alertdialog", { name: "Close all tunnels?" });
    expect(dialog).toHaveTextContent("One of them is in use (2 leases).");
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(callsOf(fake, "close_all_tunnels")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Close all" }));
    await userEvent.click(
      within(screen.getByRole("alertdialog")).getByRole("button", { name: "Close all" }),
    );
    expect(callsOf(fake, "close_all_tunnels")).toHaveLength(1);
  });

  it("leaves the tunnels shown when Escape answers the question", async () => {
    await show([{ ...OPEN, leases: 1 }]);
    await userEvent.click(screen.getByRole("button", { name: "Close all" }));
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(screen.getByRole("table")).toBeVisible();
  });
});

function cells(row: HTMLElement | undefined): string[] {
  return [...(row?.querySelectorAll("td") ?? [])].map((cell) => cell.textContent ?? "");
}

function rowHeader(row: HTMLElement | undefined): string {
  return row?.querySelector("th")?.textContent ?? "";
}
