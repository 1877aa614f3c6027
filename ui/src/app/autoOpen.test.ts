import { describe, expect, it } from "vitest";
import { workspaceWith } from "../testing/workspace";
import { firstToOpen, wantsAutoOpen } from "./autoOpen";

describe("wantsAutoOpen", () => {
  it.each([
    ["?open=first", "", true],
    ["", "#open=first", true],
    ["", "#?open=first", true],
    ["?open=second", "", false],
    ["", "", false],
  ])("reads %j %j as %s", (search, hash, wanted) => {
    expect(wantsAutoOpen({ search, hash })).toBe(wanted);
  });
});

describe("firstToOpen", () => {
  it("prefers one that is online", () => {
    const failed = workspaceWith({ id: "a", status: "failed" });
    const online = workspaceWith({ id: "b" });
    expect(firstToOpen([failed, online])).toBe(online);
    expect(firstToOpen([failed])).toBe(failed);
    expect(firstToOpen([])).toBeUndefined();
  });
});
