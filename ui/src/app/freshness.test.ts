import { describe, expect, it } from "vitest";
import type { Connection } from "../ipc/contract";
import { freshnessOf } from "./freshness";

const now = new Date(2026, 2, 2, 15, 0).getTime();
const answered = new Date(2026, 2, 2, 14, 3).getTime();
const yesterday = new Date(2026, 2, 1, 17, 20).getTime();
const online: Connection = {
  mode: "platform",
  status: "online",
  platformUrl: null,
  error: null,
  answeredMs: answered,
  events: "open",
  notice: null,
};
const offline = (code: "unreachable" | "unauthenticated" | "platform_error"): Connection => ({
  ...online,
  status: "offline",
  error: { code, message: "" },
});
const text = (connection: Connection, listedMs: number | null = answered) => {
  const { word, why } = freshnessOf(connection, listedMs, now);
  return why === "" ? word : `${word} — ${why}`;
};

describe("what is shown", () => {
  it("is live only while the platform answers", () => {
    expect(text(online)).toBe("Live");
    expect(text({ ...online, events: "reconnecting" })).toMatch(/^Live — changes arrive late/);
    expect(text({ ...online, status: "connecting" })).not.toContain("Live");
  });

  it.each([
    ["unreachable", "offline"],
    ["unauthenticated", "the token is not accepted (credentials expired)"],
    ["platform_error", "the server answers with errors"],
  ] as const)("is stale since the last answer, and says why: %s", (code, why) => {
    expect(text(offline(code))).toBe(`Stale since 14:03 — ${why}`);
  });

  it("is as old as what was kept when nothing answered in this session", () => {
    const silent = { ...offline("unreachable"), answeredMs: null };
    expect(text(silent, yesterday)).toBe("As of yesterday 17:20 — offline");
    expect(text(silent, null)).toBe("Nothing seen yet — offline");
  });
});
