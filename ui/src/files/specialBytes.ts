import type { Extension } from "@codemirror/state";
import { highlightSpecialChars } from "@codemirror/view";

/** U+10FF80 to U+10FFFF stand for the bytes 0x80 to 0xFF that are not UTF-8. */
const RAW_BYTES = /[\u{10FF80}-\u{10FFFF}]/gu;
const FIRST_RAW_BYTE = 0x10ff80;
const BYTE_ORDER_MARK = 0xfeff;

/** Shows bytes that are not UTF-8 as `\xNN`, and what else cannot be seen as a sign of its own. */
export const specialBytes: Extension = highlightSpecialChars({
  addSpecialChars: RAW_BYTES,
  render(code, description, placeholder) {
    const isRaw = code !== null && code >= FIRST_RAW_BYTE;
    const sign = document.createElement("span");
    sign.className = "cm-specialChar";
    sign.textContent = isRaw ? byteText(code) : code === BYTE_ORDER_MARK ? "BOM" : placeholder;
    sign.title = isRaw ? "A byte that is not UTF-8" : (description ?? "");
    sign.setAttribute("aria-label", isRaw ? byteText(code) : (description ?? ""));
    return sign;
  },
});

/** How a character that stands for a raw byte is shown. */
function byteText(code: number): string {
  return `\\x${(code - FIRST_RAW_BYTE + 0x80).toString(16).toUpperCase()}`;
}
