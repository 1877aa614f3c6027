import { describe, expect, it } from "vitest";
import { initialPanel, type PanelLegs } from "../panel/panelState";
import { tunnelWith } from "../testing/tunnel";
import { workspaceWith } from "../testing/workspace";
import { toBars, totalMs } from "./setUpTimes";
import { nextText } from "./tunnelLook";
import { failedText, toRows } from "./tunnelRows";
import { whySlowText } from "./whySlowText";

const PHASES = [
  { name: "key push", startMs: 0, ms: 212 },
  { name: "look-up", startMs: 0, ms: 84.4 },
  { name: "websocket", startMs: 100, ms: 300 },
];

describe("the times of a set-up", () => {
  it("are as long as the step that ends last, for steps overlap", () => {
    expect(totalMs(PHASES)).toBe(400);
    expect(totalMs([])).toBe(0);
  });

  it("are drawn on one scale, in the order in which the steps began", () => {
    expect(toBars(PHASES.toReversed()).map(({ name, left, width }) => [name, left, width])).toEqual(
      [
        ["look-up", 0, 21.1],
        ["key push", 0, 53],
        ["websocket", 25, 75],
      ],
    );
  });

  it("have no width while all of them took no time", () => {
    expect(toBars([{ name: "look-up", startMs: 0, ms: 0 }])).toMatchObject([{ left: 0, width: 0 }]);
  });
});

describe("whySlowText", () => {
  const tunnel = tunnelWith({ id: 1, phases: PHASES, lastError: "lost\u202E" });
  const legs: PanelLegs = {
    ...initialPanel.legs,
    model: { status: "ok", value: { model: "m", source: "" }, ms: 48, fetchedMs: 1 },
    provider: { status: "not_offered", ms: 31 },
    files: { status: "failed", error: { code: "timed_out", message: "" }, ms: 900 },
  };

  it("has a line for each step, for the total, and for each part of the panel that has settled", () => {
    expect(whySlowText({ tunnel, wasOpenBefore: false, legs }).split("\n")).toEqual([
      "Tunnel to i-0123456789abcdef0 as ubuntu through eice-1: open",
      "key push  0 → 212 ms  (212 ms)",
      "look-up  0 → 84 ms  (84 ms)",
      "websocket  100 → 400 ms  (300 ms)",
      "total  400 ms",
      "last error  lost⟨U+202E⟩",
      "",
      "Panel, from its opening",
      "model  48 ms",
      "provider  31 ms  (not offered)",
      "files  900 ms  (failed: timed_out)",
      "",
    ]);
  });

  it("says when the tunnel cannot be what the panel waited for", () => {
    expect(whySlowText({ tunnel, wasOpenBefore: true, legs })).toContain("did not wait for it");
  });

  it("does without a tunnel", () => {
    expect(whySlowText({ tunnel: null, wasOpenBefore: false, legs })).toMatch(/^No tunnel\n/);
  });
});

describe("nextText", () => {
  it.each([
    [{ rotatesAtMs: 42_000, expiresAtMs: 50_000 }, "Rotates in 41 s"],
    [{ rotatesAtMs: 1_000, expiresAtMs: 50_000 }, "Rotating"],
    [{ expiresAtMs: 50_000 }, "Expires in 49 s"],
    [{ expiresAtMs: 900 }, "Expired"],
    [{ state: "failed", expiresAtMs: 50_000 } as const, null],
    [{}, null],
  ])("of %j is %j", (over, text) => {
    expect(nextText(tunnelWith({ id: 1, ...over }), 1_000)).toBe(text);
  });
});

describe("toRows", () => {
  const workspaces = { b: workspaceWith({ id: "b", name: "Beta" }) };
  const old = tunnelWith({ id: 3, instanceId: "i-b", workspaceId: "b" });
  const successor = { ...old, id: 8 };
  const unlisted = tunnelWith({ id: 1, instanceId: "i-z", workspaceId: "gone" });

  it("names tunnels by workspace, or by instance where there is none, in that order", () => {
    expect(
      toRows([unlisted, successor, old], workspaces).map((row) => [row.name, row.tunnel.id]),
    ).toEqual([
      ["Beta", 3],
      ["Beta", 8],
      ["i-z", 1],
    ]);
  });

  it("gives a successor the key of the tunnel that it replaces", () => {
    const during = toRows([old, successor], workspaces);
    const after = toRows([successor], workspaces);
    expect(after[0]?.key).toBe(during[0]?.key);
    expect(during[1]?.key).not.toBe(during[0]?.key);
  });

  it("tells which have failed, and nothing while none has", () => {
    expect(failedText(toRows([old, unlisted], workspaces))).toBe("");
    const failed = { ...old, state: "failed" } as const;
    expect(failedText(toRows([failed, unlisted], workspaces))).toBe("Tunnel failed: Beta");
  });
});
