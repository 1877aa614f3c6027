import { useEffect } from "react";

/** Something the user can do: the same for its button and its shortcut. */
export type Action = {
  label: string;
  /** As people write it, e.g. "Ctrl-R". */
  shortcut: string;
  matches: (event: KeyboardEvent) => boolean;
  run: () => void;
};

/** F5, Ctrl-R and Cmd-R: what reloads a page elsewhere. */
export function isRefreshKey(event: KeyboardEvent): boolean {
  return event.key === "F5" || (hasModifier(event) && event.key.toLowerCase() === "r");
}

/** Ctrl-, and Cmd-,. */
export function isSettingsKey(event: KeyboardEvent): boolean {
  return hasModifier(event) && event.key === ",";
}

/** Ctrl-Shift-D and Cmd-Shift-D. */
export function isDoctorKey(event: KeyboardEvent): boolean {
  return isControl(event) && event.shiftKey && event.key.toLowerCase() === "d";
}

/** Ctrl-Shift-T and Cmd-Shift-T. */
export function isTunnelsKey(event: KeyboardEvent): boolean {
  return isControl(event) && event.shiftKey && event.key.toLowerCase() === "t";
}

/** Ctrl-J and Cmd-J: where browsers show what they download. */
export function isTransfersKey(event: KeyboardEvent): boolean {
  return hasModifier(event) && event.key.toLowerCase() === "j";
}

/** Runs an action when its keys are pressed anywhere in the window. */
export function useShortcuts(actions: readonly Action[]): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const action = actions.find(({ matches }) => matches(event));
      if (action !== undefined) {
        event.preventDefault();
        action.run();
      }
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [actions]);
}

function hasModifier(event: KeyboardEvent): boolean {
  return isControl(event) && !event.shiftKey;
}

function isControl(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey;
}
