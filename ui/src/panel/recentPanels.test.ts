import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_PANELS, panelOpened, panelsKept, type RecentPanels } from "./recentPanels";

const NINE = ["i", "h", "g", "f", "e", "d", "c", "b", "a"];
const never = () => false;

describe("panelOpened", () => {
  it("puts a panel first, whether it was there or not", () => {
    expect(panelOpened([], "a")).toEqual(["a"]);
    expect(panelOpened(["b", "a"], "c")).toEqual(["c", "b", "a"]);
    expect(panelOpened(["c", "b", "a"], "a")).toEqual(["a", "c", "b"]);
  });

  it("changes nothing for the one that is first already", () => {
    const recent = ["b", "a"];
    expect(panelOpened(recent, "b")).toBe(recent);
  });
});

describe("panelsKept", () => {
  it("keeps eight, and drops the one that was open longest ago", () => {
    const kept = panelsKept(NINE, { openId: "i", isGone: never, isUnkept: never });
    expect(kept).toEqual(NINE.slice(0, MAX_PANELS));
  });

  it("changes nothing while there is room", () => {
    const recent = NINE.slice(1);
    expect(panelsKept(recent, { openId: null, isGone: never, isUnkept: never })).toBe(recent);
  });

  it("drops a workspace that is gone, but not while its panel is open", () => {
    const isGone = (id: string) => id === "a" || id === "b";
    const of = (openId: string | null) =>
      panelsKept(["c", "b", "a"], { openId, isGone, isUnkept: never });
    expect(of("c")).toEqual(["c"]);
    expect(of("a")).toEqual(["c", "a"]);
    expect(of(null)).toEqual(["c"]);
  });

  it("keeps text that is nowhere else, and drops the next one in its place", () => {
    const isUnkept = (id: string) => id === "a";
    const kept = panelsKept(NINE, { openId: "i", isGone: (id) => id === "a", isUnkept });
    expect(kept).toEqual(["i", "h", "g", "f", "e", "d", "c", "a"]);
  });

  it("keeps more than eight rather than lose text", () => {
    const kept = panelsKept(NINE, { openId: "i", isGone: never, isUnkept: () => true });
    expect(kept).toBe(NINE);
  });

  it("never drops the open one, and keeps the order of use, after any openings", () => {
    const anyIds = fc.array(fc.constantFrom(..."abcdefghijklmno"), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyIds, (ids) => {
        let recent: RecentPanels = [];
        for (const id of ids) {
          recent = panelOpened(recent, id);
          recent = panelsKept(recent, { openId: id, isGone: never, isUnkept: never });
        }
        const byUse = [...new Set(ids.toReversed())];
        expect(recent).toEqual(byUse.slice(0, MAX_PANELS));
      }),
    );
  });
});
