import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, describe, expect, it } from "vitest";
import { IpcError } from "./ipcError";
import { tauriHost } from "./tauriHost";

afterEach(clearMocks);

/** Sends a message over a channel, as the backend does. */
function runCallback(id: number, message: unknown): void {
  const internals = (
    window as unknown as {
      __TAURI_INTERNALS__: { runCallback: (id: number, message: unknown) => void };
    }
  ).__TAURI_INTERNALS__;
  internals.runCallback(id, message);
}

describe("tauriHost", () => {
  it("sends the argument of a command as args", async () => {
    let sent: unknown;
    mockIPC((command, payload) => {
      sent = [command, payload];
      return null;
    });
    await tauriHost.call("read_card", { workspaceId: "a" });
    expect(sent).toEqual(["read_card", { args: { workspaceId: "a" } }]);
  });

  it("sends no args for a command that takes none", async () => {
    let sent: unknown;
    mockIPC((_command, payload) => {
      sent = payload;
      return null;
    });
    await tauriHost.call("refresh");
    expect(sent).toEqual({});
  });

  it("hands a channel to the commands that push", async () => {
    let sent: unknown;
    mockIPC((command, payload) => {
      sent = [command, Object.keys(payload ?? {})];
      return null;
    });
    const args = { workspaceId: "a", generation: 1, legs: [] };
    await tauriHost.openPanel(args, () => undefined);
    expect(sent).toEqual(["open_panel", ["args", "events"]]);
    await tauriHost.runDoctor({ workspaceId: null }, () => undefined);
    expect(sent).toEqual(["run_doctor", ["args", "events"]]);
    await tauriHost.subscribe(() => undefined);
    expect(sent).toEqual(["subscribe", ["events"]]);
  });

  it("takes the content of a file from a frame", async () => {
    const head = new TextEncoder().encode(JSON.stringify({ path: "/a", kind: "text", text: null }));
    const frame = new Uint8Array([0, 0, 0, head.length, ...head, 0xef, 0xbb, 0xbf, 0x61]).buffer;
    mockIPC(() => frame);
    const args = { workspaceId: "a", path: "/a" };
    await expect(tauriHost.call("read_file", args)).resolves.toMatchObject({ text: "\uFEFFa" });
    mockIPC(() => new ArrayBuffer(2));
    await expect(tauriHost.call("read_file", args)).rejects.toMatchObject({ code: "internal" });
  });

  it("takes the events of a panel from frames, or as they are", async () => {
    const content = { path: "/a", kind: "text", text: null };
    const event = { type: "config", generation: 4, outcome: { status: "stored", value: content } };
    const head = new TextEncoder().encode(JSON.stringify(event));
    const frame = new Uint8Array([0, 0, 0, head.length, ...head, 0x61]).buffer;
    const plain = { type: "provider", generation: 4, outcome: { status: "not_offered", ms: 1 } };
    mockIPC((_command, payload) => {
      const { events } = payload as unknown as { events: { id: number } };
      [frame, plain, new ArrayBuffer(1)].forEach((message, index) => {
        runCallback(events.id, { message, index });
      });
      return null;
    });
    const seen: unknown[] = [];
    const args = { workspaceId: "a", generation: 4, legs: [] };
    await tauriHost.openPanel(args, (one) => seen.push(one));
    expect(seen).toEqual([
      { ...event, outcome: { status: "stored", value: { ...content, text: "a" } } },
      plain,
      {
        type: "config",
        generation: 4,
        outcome: { status: "failed", error: expect.objectContaining({ code: "internal" }), ms: 0 },
      },
    ]);
  });

  it("throws the backend's error with its code", async () => {
    mockIPC(() => Promise.reject({ code: "timed_out", message: "30 s" }));
    await expect(tauriHost.call("refresh")).rejects.toEqual(new IpcError("timed_out", "30 s"));
  });

  it("throws the remedy with it, where there is one", async () => {
    mockIPC(() => Promise.reject({ code: "throttled", message: "", remedy: "Wait." }));
    await expect(tauriHost.call("refresh")).rejects.toMatchObject({ remedy: "Wait." });
  });

  it("calls anything else that is thrown internal", async () => {
    mockIPC(() => Promise.reject("Command refresh not found"));
    await expect(tauriHost.call("refresh")).rejects.toMatchObject({ code: "internal" });
  });
});
