import { useCallback, useMemo, useState } from "react";
import type { OpenDoctor } from "./doctorContext";

/** Whether the doctor is shown, and for what. */
export type DoctorWindow = {
  /** What it is shown for; null while it is not. */
  shown: { workspaceId: string | null } | null;
  open: OpenDoctor;
  close: () => void;
};

export function useDoctorWindow(): DoctorWindow {
  const [shown, setShown] = useState<DoctorWindow["shown"]>(null);
  const open = useCallback((workspaceId: string | null) => setShown({ workspaceId }), []);
  const close = useCallback(() => setShown(null), []);
  return useMemo(() => ({ shown, open, close }), [shown, open, close]);
}
