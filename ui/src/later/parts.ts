import { CardMenu } from "../canvas/CardMenu";
import { GroupAttention } from "../canvas/GroupAttention";
import { DoctorDialog } from "../doctor/DoctorDialog";
import { CloseGuard } from "../drafts/CloseGuard";
import { FacetMenu } from "../fleet/FacetMenu";
import { LifecycleDialogs } from "../lifecycle/LifecycleDialogs";
import { SettingsDialog } from "../settings/SettingsDialog";
import { ExistingDialog } from "../transfers/ExistingDialog";
import { TransfersDock } from "../transfers/TransfersDock";
import { TunnelsDock } from "../tunnels/TunnelsDock";

/** What the first picture of the window does without. */
export const parts = {
  CardMenu,
  GroupAttention,
  DoctorDialog,
  CloseGuard,
  FacetMenu,
  LifecycleDialogs,
  SettingsDialog,
  ExistingDialog,
  TransfersDock,
  TunnelsDock,
};
