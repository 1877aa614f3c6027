import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, describe, expect, it } from "vitest";
import { IpcError } from "./ipcError";
import { tauriHost } from "./tauriHost";

afterEach(clearMocks);

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
