import { describe, expect, it } from "vitest";
import { parseConfig } from "./parseConfig";

describe("parseConfig", () => {
  it("reads what the form shows, through quotes, comments and block scalars", () => {
    const text = [
      "name: 'Code Reviewer' # shown on the canvas",
      "description: >-",
      "  Reads pull",
      "  requests.",
      "tier: 2 # standard",
      "model: sonnet-5",
      "runtime_config:",
      "  model: opus-5",
      "  required_env: [A, B]",
      "unknown: { kept: true }",
    ].join("\n");
    expect(parseConfig(text)).toEqual({
      status: "valid",
      config: {
        name: "Code Reviewer",
        description: "Reads pull requests.",
        tier: 2,
        model: "sonnet-5",
        runtimeModel: "opus-5",
      },
    });
  });

  it("takes a tier that is not a whole number as 1, as the runtime does", () => {
    expect(parseConfig("tier: high")).toEqual({ status: "valid", config: { tier: 1 } });
  });

  it("ignores a member of an unexpected kind", () => {
    expect(parseConfig("name: [a, b]")).toEqual({ status: "valid", config: {} });
  });

  it.each(["", "  \n", "# only a comment\n"])("calls %j empty", (text) => {
    expect(parseConfig(text)).toEqual({ status: "empty" });
  });

  it("names the line of a syntax error", () => {
    const parsed = parseConfig("name: a\nmodel: b\ntier: ]\n");
    expect(parsed).toMatchObject({ status: "invalid", line: 3 });
  });

  it("refuses a key that stands twice", () => {
    expect(parseConfig("name: a\nname: b\n")).toMatchObject({ status: "invalid", line: 2 });
  });

  it("refuses a file that is not a mapping", () => {
    expect(parseConfig("- a\n- b\n")).toMatchObject({ status: "invalid", line: 1 });
  });
});
