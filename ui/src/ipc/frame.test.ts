import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileContent, PanelEvent } from "./contract";
import { decodeContent, decodePanelEvent } from "./frame";
import { IpcError } from "./ipcError";

const CONTENT: FileContent = {
  path: "/configs/config.yaml",
  instanceId: "i-0a1b2c3d4e5f60001",
  kind: "text",
  text: null,
  encoding: "utf8",
  excerpt: null,
  mode: 0o644,
  version: { sizeBytes: 3, modifiedMs: 1, sha256: "00" },
  readOnlyReason: null,
};

/** As the backend writes it. */
function frame(head: unknown, text = ""): ArrayBuffer {
  const headBytes = new TextEncoder().encode(JSON.stringify(head));
  const body = new TextEncoder().encode(text);
  const bytes = new Uint8Array(4 + headBytes.length + body.length);
  new DataView(bytes.buffer).setUint32(0, headBytes.length);
  bytes.set(headBytes, 4);
  bytes.set(body, 4 + headBytes.length);
  return bytes.buffer;
}

function configEvent(status: "ok" | "stored", value: FileContent): PanelEvent {
  const outcome =
    status === "ok"
      ? ({ status, value, ms: 12, fetchedMs: 7 } as const)
      : ({ status, value, fetchedMs: 7 } as const);
  return { type: "config", generation: 3, outcome };
}

/** Whole characters of every plane, among them what is easily lost. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\uFEFF", "\r\n", "\n", "\r", "\0", "😀", "𝒳", "é", '"', "\\"),
    ),
  )
  .map((parts) => parts.join(""));

describe("a frame", () => {
  it("brings any text back as it was sent", () => {
    fc.assert(
      fc.property(anyText, anyText, (text, path) => {
        const head = { ...CONTENT, path };
        expect(decodeContent(frame(head, text))).toEqual({ ...head, text });
      }),
    );
  });

  it.each(["", "\uFEFFname: x\r\n", "\uFEFF\uFEFF", "a\r\nb\nc\r", "👩‍💻𐍈", "e\u0301"])(
    "keeps %j byte for byte",
    (text) => {
      expect(decodeContent(frame(CONTENT, text)).text).toBe(text);
    },
  );

  it.each(["ok", "stored"] as const)("brings the event of a config leg that is %s", (status) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const event = configEvent(status, CONTENT);
        const whole = configEvent(status, { ...CONTENT, text });
        expect(decodePanelEvent(frame(event, text))).toEqual(whole);
      }),
    );
  });

  it("has no text where the file has none", () => {
    const binary: FileContent = { ...CONTENT, kind: "binary" };
    expect(decodeContent(frame(binary))).toEqual(binary);
  });

  it("is read from whatever its bytes are handed over in", () => {
    const bytes = new Uint8Array(frame(CONTENT, "a: 1\n"));
    const within = new Uint8Array([9, 9, ...bytes, 9]).subarray(2, -1);
    for (const form of [bytes.buffer, bytes, within, [...bytes]]) {
      expect(decodeContent(form).text).toBe("a: 1\n");
    }
  });

  it("is not looked for in a value", () => {
    const content = { ...CONTENT, text: "x" };
    const event = configEvent("ok", content);
    expect(decodeContent(content)).toBe(content);
    expect(decodePanelEvent(event)).toBe(event);
  });

  it.each<[string, ArrayBuffer | number[]]>([
    ["empty", new ArrayBuffer(0)],
    ["without a whole length", [0, 0, 1]],
    ["with a head that is cut off", [0, 0, 0, 9, 123, 125]],
    ["with a head that is no JSON", [0, 0, 0, 1, 123]],
    ["with a head that is nothing", frame(null)],
    ["with a head of something else", frame({ path: 1 })],
    ["with a text for a binary file", frame({ ...CONTENT, kind: "binary" }, "x")],
  ])("%s is an internal error", (_what, bytes) => {
    const internal = expect.objectContaining({ code: "internal" });
    expect(() => decodeContent(bytes)).toThrow(IpcError);
    expect(() => decodeContent(bytes)).toThrow(internal);
    expect(() => decodePanelEvent(bytes)).toThrow(internal);
  });

  it.each<[string, unknown]>([
    ["of another leg", { type: "files", generation: 1, outcome: { status: "ok" } }],
    ["without content", { type: "config", generation: 1, outcome: { status: "failed" } }],
    ["without an outcome", { type: "config", generation: 1 }],
  ])("%s is no event of a panel", (_what, head) => {
    expect(() => decodePanelEvent(frame(head))).toThrow(IpcError);
  });
});
