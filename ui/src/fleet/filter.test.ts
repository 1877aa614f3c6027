import { describe, expect, it } from "vitest";
import type { Workspace } from "../ipc/contract";
import { workspaceWith } from "../testing/workspace";
import { stepped } from "./FilterBar";
import { facetValues, matching, NO_FILTER, toggled } from "./filter";
import { isOverdue, provisioningLimitMs } from "./provisioning";
import { createShownFleet } from "./shownFleet";

const list = [
  workspaceWith({ id: "lead", name: "Engineering Lead", role: "Hands out work", tier: 3 }),
  workspaceWith({ id: "rev", name: "Reviewer", parentId: "lead", skills: ["Explain a diff"] }),
  workspaceWith({ id: "seo", name: "SEO", runtime: "hermes", status: "failed", tier: null }),
];
const rows: Record<string, Workspace> = Object.fromEntries(list.map((row) => [row.id, row]));
const slice = { workspaces: rows, workspaceIds: Object.keys(rows), listed: null };
const found = (filter: Parameters<typeof matching>[2]) =>
  matching(list, rows, filter).map(({ id }) => id);

describe("the search", () => {
  it.each([
    ["name", "reviewer", ["rev"]],
    ["role", "hands", ["lead"]],
    ["id", "seo", ["seo"]],
    ["runtime", "HERMES", ["seo"]],
    ["skill", "diff explain", ["rev"]],
    ["nothing", "zebra", []],
  ])("finds by %s", (_by, text, ids) => expect(found({ ...NO_FILTER, text })).toEqual(ids));

  it("steps through the matches, and stays at the ends", () => {
    expect(stepped(["a", "b"], null, 1)).toBe("a");
    expect(stepped(["a", "b"], "a", 1)).toBe("b");
    expect(stepped(["a", "b"], "b", 1)).toBe("b");
    expect(stepped(["a", "b"], null, -1)).toBe("b");
    expect(stepped([], null, 1)).toBeNull();
  });
});

describe("the filters", () => {
  it.each([
    ["status", "failed", ["seo"]],
    ["runtime", "langgraph", ["lead", "rev"]],
    ["tier", "", ["seo"]],
    ["team", "lead", ["lead", "rev"]],
    ["team", "", ["seo"]],
    ["skill", "Explain a diff", ["rev"]],
  ] as const)("choose by %s %s", (facet, value, ids) =>
    expect(found(toggled(NO_FILTER, facet, value))).toEqual(ids),
  );

  it("take any value of one facet, and all facets together", () => {
    const any = toggled(toggled(NO_FILTER, "status", "failed"), "status", "online");
    expect(found(any)).toEqual(["lead", "rev", "seo"]);
    expect(found(toggled(any, "runtime", "hermes"))).toEqual(["seo"]);
  });

  it("offer the values that there are, with how many have each", () => {
    expect(facetValues(list, rows, "status")).toEqual([
      { value: "online", label: "Online", count: 2 },
      { value: "failed", label: "Failed", count: 1 },
    ]);
  });
});

describe("what is drawn", () => {
  it("is the same object as long as only states change", () => {
    const shown = createShownFleet(NO_FILTER);
    const before = shown(slice);
    const changed = { ...rows, seo: workspaceWith({ ...list[2], id: "seo", status: "online" }) };
    expect(shown({ ...slice, workspaces: changed })).toBe(before);
    const moved = { ...rows, seo: workspaceWith({ ...list[2], id: "seo", parentId: "lead" }) };
    expect(shown({ ...slice, workspaces: moved })).not.toBe(before);
  });

  it("keeps the leads of a match, so that it stands in its team", () => {
    const shown = createShownFleet({ ...NO_FILTER, text: "reviewer" })(slice);
    expect(shown.spots.map(({ id }) => id)).toEqual(["lead", "rev"]);
    expect(shown.matches).toEqual(["rev"]);
  });
});

describe("provisioning", () => {
  const row = workspaceWith({ id: "a", status: "provisioning", provisioningSinceMs: 0 });

  it("may take the platform's time, or two minutes, and longer in a crowd", () => {
    expect(provisioningLimitMs(row, 3)).toBe(120_000);
    expect(provisioningLimitMs(row, 5)).toBe(210_000);
    expect(provisioningLimitMs({ ...row, provisionTimeoutMs: 720_000 }, 1)).toBe(720_000);
  });

  it("is too long only after that, and only while it goes on", () => {
    expect(isOverdue(row, 1, 120_000)).toBe(false);
    expect(isOverdue(row, 1, 120_001)).toBe(true);
    expect(isOverdue({ ...row, status: "online" }, 1, 999_999)).toBe(false);
    expect(isOverdue({ ...row, provisioningSinceMs: null }, 1, 999_999)).toBe(false);
  });
});
