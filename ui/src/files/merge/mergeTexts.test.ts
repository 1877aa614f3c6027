import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countConflicts, type Merged, mergeTexts, startingText } from "./mergeTexts";

const text = fc
  .array(fc.constantFrom("a\n", "b\n", "c\n", "d\r\n", "\n", "e"), { maxLength: 12 })
  .map((lines) => lines.join(""));

function allTheirs({ segments }: Merged): string {
  return segments.map((part) => (part.kind === "agreed" ? part.text : part.theirs)).join("");
}

describe("mergeTexts", () => {
  it("merges changes to different lines by itself, and counts theirs", () => {
    const merged = mergeTexts("1\n2\n3\n4\n5\n", "one\n2\n3\n4\n5\n", "1\n2\n3\n4\nfive\n");
    expect(startingText(merged)).toBe("one\n2\n3\n4\nfive\n");
    expect(countConflicts(merged)).toBe(0);
    expect(merged.takenCount).toBe(1);
  });

  it("takes what they have deleted, and counts that too", () => {
    const merged = mergeTexts("1\n2\n3\n4\n5\n", "one\n2\n3\n4\n5\n", "1\n2\n3\n5\n");
    expect(startingText(merged)).toBe("one\n2\n3\n5\n");
    expect(merged.takenCount).toBe(1);
  });

  it("leaves a line that both have changed to be decided", () => {
    const merged = mergeTexts("1\n2\n3\n", "1\nmine\n3\n", "1\ntheirs\n3\n");
    expect(merged.segments).toEqual([
      { kind: "agreed", text: "1\n" },
      { kind: "conflict", mine: "mine\n", theirs: "theirs\n" },
      { kind: "agreed", text: "3\n" },
    ]);
    expect(merged.takenCount).toBe(0);
  });

  it("calls it no conflict where both have changed to the same", () => {
    const merged = mergeTexts("1\n2\n3\n", "1\nsame\n3\n", "1\nsame\n3\n");
    expect(merged.segments).toEqual([{ kind: "agreed", text: "1\nsame\n3\n" }]);
  });

  it("takes all differences as conflicts where the base is not known", () => {
    const merged = mergeTexts(null, "1\nmine\n", "1\ntheirs\n");
    expect(merged.segments).toEqual([
      { kind: "agreed", text: "1\n" },
      { kind: "conflict", mine: "mine\n", theirs: "theirs\n" },
    ]);
  });

  it("is theirs where I have changed nothing, and mine where they have not", () => {
    fc.assert(
      fc.property(text, text, (base, other) => {
        expect(startingText(mergeTexts(base, base, other))).toBe(other);
        expect(startingText(mergeTexts(base, other, base))).toBe(other);
      }),
    );
  });

  it("gives back either text, byte for byte, when all conflicts are decided for it and no base is known", () => {
    fc.assert(
      fc.property(text, text, (mine, theirs) => {
        const merged = mergeTexts(null, mine, theirs);
        expect(startingText(merged)).toBe(mine);
        expect(allTheirs(merged)).toBe(theirs);
      }),
    );
  });
});
