import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderWith } from "../testing/renderWith";
import { tunnelWith } from "../testing/tunnel";
import { Panel } from "./Panel";
import { followOpening } from "./useOpeningTunnel";

const TUNNEL = tunnelWith({
  id: 70,
  workspaceId: "ws-02",
  sinceMs: Date.now() - 5_000,
  phases: [{ name: "key push", startMs: 0, ms: 212 }],
});

async function show(fake: FakeHost) {
  const onClose = vi.fn();
  renderWith(fake, <Panel workspaceId="ws-02" onClose={onClose} />);
  await screen.findByText("opus-5");
  return onClose;
}

function withTunnel(): FakeHost {
  const fake = createFakeHost();
  fake.world.tunnels = [TUNNEL];
  return fake;
}

describe("the tunnel in the panel's header", () => {
  it("shows how it stands and how old it is", async () => {
    const fake = withTunnel();
    await show(fake);
    const line = screen.getByTestId("panel-tunnel");
    expect(line).toHaveTextContent(/Open[5-9] s/);
    act(() => fake.push({ type: "tunnels", tunnels: [{ ...TUNNEL, state: "reconnecting" }] }));
    expect(line).toHaveTextContent("Reconnecting");
    act(() => fake.push({ type: "tunnels", tunnels: [] }));
    expect(line).toHaveTextContent("Tunnelnone");
  });

  it("tells what the opening was spent on", async () => {
    await show(withTunnel());
    await userEvent.click(screen.getByRole("button", { name: "Why was this slow?" }));
    const answer = screen.getByRole("dialog", { name: "What the opening was spent on" });
    expect(within(answer).getByRole("list", { name: "Steps of the set-up" })).toHaveTextContent(
      "key push212 ms",
    );
    expect(within(answer).getByRole("list", { name: "Parts of the panel" })).toHaveTextContent(
      "providernot offered31 ms",
    );
  });

  it("says that an open tunnel was not waited for, but not of one that was dialled", async () => {
    const dialled = createFakeHost();
    dialled.world.tunnels = [];
    for (const [fake, count] of [
      [withTunnel(), 1],
      [dialled, 0],
    ] as const) {
      await show(fake);
      await userEvent.click(screen.getByRole("button", { name: "Why was this slow?" }));
      expect(screen.getByRole("list", { name: "Steps of the set-up" })).toBeVisible();
      expect(screen.queryAllByText(/which did not wait for it/)).toHaveLength(count);
      cleanup();
    }
  });

  it("closes the answer on Escape, and the panel not with it", async () => {
    const onClose = await show(withTunnel());
    await userEvent.click(screen.getByRole("button", { name: "Why was this slow?" }));
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe("copying the answer", () => {
  async function copy(writeText: (text: string) => Promise<void>) {
    const user = userEvent.setup();
    vi.spyOn(navigator.clipboard, "writeText").mockImplementation(writeText);
    await show(withTunnel());
    await user.click(screen.getByRole("button", { name: "Why was this slow?" }));
    await user.click(screen.getByRole("button", { name: "Copy as text" }));
  }

  it("puts it on the clipboard and says so", async () => {
    const writeText = vi.fn(() => Promise.resolve());
    await copy(writeText);
    expect(await screen.findByText("Copied")).toBeVisible();
    expect(writeText).toHaveBeenCalledWith(
      expect.stringContaining("key push  0 → 212 ms  (212 ms)\n"),
    );
  });

  it("offers the text selected where the clipboard refuses it", async () => {
    await copy(() => Promise.reject(new DOMException("no", "NotAllowedError")));
    expect(await screen.findByText("The clipboard could not be reached")).toBeVisible();
    const area = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Text to copy" });
    expect(area).toHaveFocus();
    expect(area.value.slice(area.selectionStart, area.selectionEnd)).toContain("key push");
    expect(screen.queryByText("Copied")).toBeNull();
  });
});

describe("followOpening", () => {
  const first = tunnelWith({ id: 1, state: "connecting" });
  const opened = tunnelWith({ id: 1, phases: TUNNEL.phases });
  const successor = tunnelWith({ id: 2 });

  it("follows the instance's tunnel while the panel loads", () => {
    expect(followOpening(null, first, true)).toBe(first);
    expect(followOpening(first, opened, true)).toBe(opened);
    expect(followOpening(first, successor, true)).toBe(successor);
  });

  it("keeps the one that was waited for when it has rotated or gone since", () => {
    expect(followOpening(opened, successor, false)).toBe(opened);
    expect(followOpening(opened, null, false)).toBe(opened);
    expect(followOpening(first, opened, false)).toBe(opened);
  });
});
