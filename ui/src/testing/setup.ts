import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

/** How high everything is. */
const VIEWPORT_HEIGHT = 560;

afterEach(cleanup);

// A busy machine may take long; what never comes fails all the same.
configure({ asyncUtilTimeout: 10_000 });

// jsdom does no layout. CodeMirror and Radix ask for these and work with empty answers.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect = () => new DOMRect();
Element.prototype.scrollIntoView = () => undefined;
for (const property of ["offsetHeight", "clientHeight"]) {
  Object.defineProperty(HTMLElement.prototype, property, {
    configurable: true,
    // Long lists put into the document what there is room for.
    get: (): number => VIEWPORT_HEIGHT,
  });
}
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), {
    media,
    matches: false,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });
