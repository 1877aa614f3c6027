import { type FocusEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef } from "react";
import { useFilter } from "../fleet/filterStore";
import { useHost } from "../ipc/hostContext";
import { nodeAt } from "./focusNode";
import { createWarmUp, type WarmUp } from "./warmUp";

type WarmUpHandlers = {
  onPointerOver: (event: PointerEvent) => void;
  onPointerLeave: () => void;
  onPointerDown: () => void;
  onWheelCapture: () => void;
  onFocus: (event: FocusEvent) => void;
  onBlur: () => void;
};

/**
 * Warms up the workspace that is likely to be opened next: the one that the pointer rests on, and the one
 * that the keyboard has come to, by Tab or in the search.
 *
 * @param openId The workspace whose panel is open: it has its session.
 * @returns Handlers for the element around all nodes.
 */
export function useWarmUp(openId: string | null): WarmUpHandlers {
  const host = useHost();
  const warmUp = useRef<WarmUp | null>(null);
  const isByTab = useIsByTab();

  useEffect(() => {
    const current = createWarmUp(host);
    warmUp.current = current;
    const unsubscribe = useFilter.subscribe(({ currentId }, before) => {
      if (currentId !== before.currentId) {
        current.restOn("keyboard", currentId);
      }
    });
    return () => {
      unsubscribe();
      current.end();
    };
  }, [host]);

  useEffect(() => warmUp.current?.opened(openId), [openId]);

  const restOn = useCallback(
    (by: "pointer" | "keyboard", id: string | null) => warmUp.current?.restOn(by, id),
    [],
  );
  return useMemo(
    () => ({
      onPointerOver: (event) =>
        // With a button down, something is dragged.
        restOn("pointer", event.buttons === 0 ? cardAt(event.target) : null),
      onPointerLeave: () => restOn("pointer", null),
      onPointerDown: () => warmUp.current?.pressed(),
      // The canvas keeps the wheel to itself.
      onWheelCapture: () => warmUp.current?.moved(),
      onFocus: ({ target }) => {
        const isNode = target.matches(".react-flow__node");
        restOn("keyboard", isNode && isByTab.current ? nodeAt(target) : null);
      },
      onBlur: () => restOn("keyboard", null),
    }),
    [restOn, isByTab],
  );
}

/** The workspace whose card an element is in: the room in a team's frame is nobody's. */
function cardAt(target: EventTarget): string | null {
  return target instanceof Element ? nodeAt(target.closest(".card, .team-head")) : null;
}

/** Whether the keyboard moves by Tab: what has it after a click, or after a panel, was not gone to. */
function useIsByTab() {
  const isByTab = useRef(false);
  useEffect(() => {
    const stop = new AbortController();
    const options = { capture: true, signal: stop.signal };
    const onKey = ({ key }: KeyboardEvent) => {
      isByTab.current = key === "Tab";
    };
    const onPointer = () => {
      isByTab.current = false;
    };
    document.addEventListener("keydown", onKey, options);
    document.addEventListener("pointerdown", onPointer, options);
    return () => stop.abort();
  }, []);
  return isByTab;
}
