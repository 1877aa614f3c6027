import { expect, it, vi } from "vitest";
import { recall } from "./recall";

it("a text is read once while it is among the last few", () => {
  const read = vi.fn((text: string) => ({ text }));
  const recalled = recall(read);
  const first = recalled("a");
  expect(recalled("a")).toBe(first);
  expect(first).toEqual({ text: "a" });
  expect(read).toHaveBeenCalledTimes(1);
  ["b", "c", "d", "e"].forEach((text) => void recalled(text));
  expect(recalled("e")).toEqual({ text: "e" });
  expect(read).toHaveBeenCalledTimes(5);
  expect(recalled("a"), "forgotten by now").not.toBe(first);
});
