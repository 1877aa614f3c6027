import { describe, expect, it } from "vitest";
import { ERRORS } from "./errors";

describe("the sentence of every error code", () => {
  it.each(Object.entries(ERRORS))("%s is one sentence that says what to do", (_code, { text }) => {
    expect(text).toMatch(/^[A-Z][^.]*\.$/);
    expect(text, "a remedy follows the fact").toMatch(/[;,] |until|before/);
    expect(text.length).toBeLessThan(120);
  });

  it("offers to retry wherever it tells to", () => {
    for (const [code, { text, action }] of Object.entries(ERRORS)) {
      if (/retry/.test(text)) {
        expect(action, code).toBeDefined();
      }
    }
  });
});
