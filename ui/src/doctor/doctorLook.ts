import {
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";
import type { Tone } from "../canvas/status";
import type { DoctorStatus } from "../ipc/contract";
import type { DoctorRow } from "./doctorSteps";

/** How a line looks: never by colour alone. */
export type DoctorLook = { word: string; tone: Tone; icon: LucideIcon };

const LOOKS: Record<DoctorStatus | "running" | "to_come", DoctorLook> = {
  ok: { word: "OK", tone: "good", icon: CircleCheck },
  warning: { word: "Warning", tone: "warning", icon: TriangleAlert },
  failed: { word: "Failed", tone: "bad", icon: CircleX },
  skipped: { word: "Skipped", tone: "idle", icon: CircleDashed },
  running: { word: "Running", tone: "busy", icon: LoaderCircle },
  to_come: { word: "To come", tone: "idle", icon: CircleDashed },
};

export function statusLookOf(status: DoctorStatus): DoctorLook {
  return LOOKS[status];
}

export function doctorLook(row: DoctorRow): DoctorLook {
  return LOOKS[row.kind === "settled" ? row.result.status : row.kind];
}
