import { describe, expect, it } from "vitest";
import type { KeyPath, Value } from "./edit";
import { editYaml } from "./editYaml";

function edit(text: string, path: KeyPath, value: Value): string {
  const result = editYaml(text, [{ path, value }]);
  return result.status === "edited" ? result.text : `refused: ${result.reason}`;
}

describe("editYaml", () => {
  it("replaces a value and keeps the quotes and the comment behind it", () => {
    expect(edit("name: 'Old'   # why\ntier: 2\n", ["name"], "It's new")).toBe(
      "name: 'It''s new'   # why\ntier: 2\n",
    );
  });

  it.each(["no", "1.0", "2026-03-01", "0x1F", "12:30", "~", "=", "a: b", "- a", "# a"])(
    "quotes %j, which an agent would take for something else",
    (word) => {
      expect(edit("model: m\n", ["model"], word)).toBe(`model: "${word}"\n`);
    },
  );

  it.each(["1.4.1", "4o-mini", "anthropic:opus-5", "v2", "a/b.c@d", "it's"])(
    "leaves %j plain, as it was",
    (word) => {
      expect(edit("model: m\n", ["model"], word)).toBe(`model: ${word}\n`);
    },
  );

  it("keeps a folded block folded, with the paragraphs that stay", () => {
    const text = "description: >- # folded\n  One and\n  two.\n\n  Three.\ntier: 2\n";
    expect(edit(text, ["description"], "One and two.\nFour.")).toBe(
      "description: >- # folded\n  One and\n  two.\n\n  Four.\ntier: 2\n",
    );
  });

  it("makes a literal block of plain text that gets a second line", () => {
    expect(edit("description: a # b\ntier: 2\n", ["description"], "a\nb")).toBe(
      "description: |- # b\n  a\n  b\ntier: 2\n",
    );
  });

  it("puts a new key behind the last one, before what follows", () => {
    expect(edit("---\nname: a # n\n# end\n...\n", ["tier"], 3)).toBe(
      "---\nname: a # n\ntier: 3\n# end\n...\n",
    );
  });

  it("makes the group that a new key needs, indented as the file is", () => {
    expect(edit("sandbox:\n    timeout: 3", ["a2a", "port"], 80)).toBe(
      "sandbox:\n    timeout: 3\na2a:\n    port: 80",
    );
  });

  it("fills a group that is there and empty", () => {
    expect(edit("a2a: # net\n  # port: 1\nname: a\n", ["a2a", "port"], 80)).toBe(
      "a2a: # net\n  port: 80\n  # port: 1\nname: a\n",
    );
  });

  it("takes a key away, and leaves the comments", () => {
    expect(edit("# a\nname: a\n# t\ntier: 2 # two\nmodel: m\n", ["tier"], undefined)).toBe(
      "# a\nname: a\n# t\n# two\nmodel: m\n",
    );
  });

  it("leaves an empty group where its last key goes, since agents cannot read null there", () => {
    expect(edit("a2a: # net\n  port: 1\nname: a\n", ["a2a", "port"], undefined)).toBe(
      "a2a: {} # net\nname: a\n",
    );
  });

  it("keeps the items of a list that stay, with their comments", () => {
    const text = "tools:\n  # first\n  - a # A\n  - 'b'\n\n  - c\n";
    expect(edit(text, ["tools"], ["a", "x: y", "c", "d"])).toBe(
      "tools:\n  # first\n  - a # A\n  - 'x: y'\n\n  - c\n  - d\n",
    );
  });

  it("keeps a list in brackets in brackets", () => {
    expect(edit("tools: [ a, 'b' ] # t\n", ["tools"], ["'b'", "a", "c"])).toBe(
      `tools: [ "'b'", a, 'c' ] # t\n`,
    );
  });

  it("makes several edits at once", () => {
    const edits = [
      { path: ["name"] as const, value: "b" },
      { path: ["tier"] as const, value: 4 },
    ];
    expect(editYaml("name: a\ntier: 1\n", edits)).toEqual({
      status: "edited",
      text: "name: b\ntier: 4\n",
    });
  });
});

describe("editYaml refuses", () => {
  it.each([
    ["several documents", "name: a\n---\nname: b\n", /several documents/],
    ["a key that stands twice", "name: a\nname: b\n", /Line 2/],
    ["a tag of its own", "name: a\nkey: !x y\n", /tag/],
    ["a value with an anchor", "name: &a a\n", /anchor/],
    ["an alias", "x: &a a\nname: *a\n", /alias/],
    ["merged keys", "x: &x {tier: 2}\n<<: *x\nname: a\n", /<</],
    ["tabs between keys and values", "name:\ta\n", /tabs/],
    ["a list in place of a word", "name: [a]\n", /not a single one/],
    ["a root that is no map", "- name: a\n", /keys and values/],
    ["an empty file", "# nothing\n", /empty/],
    ["depth", `name: a\nx: ${"[".repeat(40)}${"]".repeat(40)}\n`, /deep/],
    ["depth without end", `name: a\nx: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`, /./],
    ["more than 1 MB", `name: a\n# ${"x".repeat(1024 * 1024)}\n`, /1 MB/],
    [
      "aliases that grow without end",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefg"]
        .map((name, i) => `${name}: &${name} [${`*${"abcdef"[i]},`.repeat(10)}]\n`)
        .join("")}name: a\n`,
      /intricate/,
    ],
  ])("%s", (_what, text, reason) => {
    const result = editYaml(text, [{ path: ["name"], value: "new" }]);
    expect(result).toEqual({ status: "refused", reason: expect.stringMatching(reason) });
  });

  it("to lose a comment within what goes", () => {
    const text = "name: a\ntools:\n  # keep me\n  - a\n";
    expect(edit(text, ["tools"], undefined)).toBe("refused: A comment would be lost.");
  });

  it("half a character, and a number that readers differ on", () => {
    expect(edit("name: a\n", ["name"], "\uD800")).toMatch(/^refused/);
    expect(edit("tier: 1\n", ["tier"], 1e300)).toMatch(/^refused/);
  });
});
