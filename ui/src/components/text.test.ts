import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyed } from "./keyed";
import { sizeText } from "./size";
import { ageText, clockText, durationText } from "./time";
import { visibleBlock, visibleText } from "./visibleText";

describe("visibleText", () => {
  it("shows characters that reorder or hide text", () => {
    expect(visibleText("notes\u202Etxt.exe")).toBe("notes⟨U+202E⟩txt.exe");
    expect(visibleText("a\u0000b\u200Bc\u001B[31m")).toBe("a⟨U+0000⟩b⟨U+200B⟩c⟨U+001B⟩[31m");
    expect(visibleText("two\nlines")).toBe("two⟨U+000A⟩lines");
  });

  it("leaves letters of all scripts and emoji as they are", () => {
    expect(visibleText("Überprüfung 検査 🚀")).toBe("Überprüfung 検査 🚀");
  });

  it("never lets a control character through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});

describe("visibleBlock", () => {
  it("keeps line breaks and tabs only", () => {
    expect(visibleBlock("a\r\n\tb\u202Ec\r")).toBe("a\n\tb⟨U+202E⟩c⟨U+000D⟩");
  });
});

describe("ages and times", () => {
  const noon = new Date(2026, 2, 1, 12, 0).getTime();
  it.each([
    [59_000, "just now"],
    [60_000, "1 min ago"],
    [3_600_000, "1 h ago"],
    [86_400_000, "1 day ago"],
    [3 * 86_400_000, "3 days ago"],
    [-5_000, "just now"],
  ])("says of %d ms: %s", (age, text) => {
    expect(ageText(noon - age, noon)).toBe(text);
  });

  it("adds the date when it is not today's", () => {
    expect(clockText(noon - 60_000, noon)).toBe("11:59");
    expect(clockText(noon - 86_400_000, noon)).toBe("2026-02-28 12:00");
  });
});

describe("durationText", () => {
  it.each([
    [-3_000, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min 0 s"],
    [3_599_000, "59 min 59 s"],
    [3_840_000, "1 h 4 min"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});

describe("sizeText", () => {
  it.each([
    [0, "0 bytes"],
    [1023, "1023 bytes"],
    [1536, "1.5 KiB"],
    [5_242_880, "5.0 MiB"],
  ])("writes %d as %s", (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});

describe("keyed", () => {
  it("gives items of the same name different keys", () => {
    const keys = keyed(["a", "b", "a"], (name) => name).map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
  });
});
