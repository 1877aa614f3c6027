import { expect, it } from "vitest";
import { modeText } from "./modeText";
import { stemLength } from "./RenameInput";

it("permission bits read as ls writes them", () => {
  expect(modeText(0o644)).toBe("rw-r--r-- (0644)");
  expect(modeText(0o755)).toBe("rwxr-xr-x (0755)");
  expect(modeText(0o4755)).toBe("rwsr-xr-x (4755)");
  expect(modeText(0o1777)).toBe("rwxrwxrwt (1777)");
  expect(modeText(0o2640)).toBe("rw-r-S--- (2640)");
});

it("the stem of a name is what is before its extension", () => {
  expect(stemLength("notes.md")).toBe(5);
  expect(stemLength("archive.tar.gz")).toBe(11);
  expect(stemLength(".profile")).toBe(8);
  expect(stemLength("Makefile")).toBe(8);
});
