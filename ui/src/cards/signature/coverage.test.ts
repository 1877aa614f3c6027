import { describe, expect, it } from "vitest";
import type { CardSignature } from "../../ipc/contract";
import { outsideOf } from "./coverage";

function signature(over: Partial<CardSignature>): CardSignature {
  return {
    verdict: "verified",
    kid: "k",
    thumbprint: "t",
    label: null,
    alg: "ES256",
    form: "sdk",
    covered: ["/name", "/skills"],
    uncovered: ["/url"],
    jku: null,
    message: "",
    ...over,
  };
}

describe("what lies outside of a signature", () => {
  it("is what it leaves out at the top, and all below it", () => {
    const isOutside = outsideOf(signature({}));
    expect(isOutside("/url")).toBe(true);
    expect(isOutside("/url/deep")).toBe(true);
    expect(isOutside("/name")).toBe(false);
  });

  it("is, in the form of the SDKs, also what is unknown inside of a covered member", () => {
    expect(outsideOf(signature({}))("/skills/0/x-price")).toBe(true);
    expect(outsideOf(signature({ form: "spec" }))("/skills/0/x-price")).toBe(false);
  });

  it("is what is not named where deeper members are named", () => {
    const isOutside = outsideOf(signature({ form: "spec", covered: ["/skills", "/skills/0/id"] }));
    expect(isOutside("/skills/0/id")).toBe(false);
    expect(isOutside("/skills/0/x-price")).toBe(true);
  });

  it("is said only of a verified one", () => {
    expect(outsideOf(signature({ verdict: "invalid" }))("/url")).toBe(false);
  });
});
