import { type LazyExoticComponent, lazy } from "react";

type Parts = typeof import("./parts").parts;

/** A component whose code is read, with that of all the others here, when the first of them is drawn: see {@link Later}. */
function later<Name extends keyof Parts>(name: Name): LazyExoticComponent<Parts[Name]> {
  return lazy(async () => ({ default: (await import("./parts")).parts[name] }));
}

export const CardMenu = later("CardMenu");
export const CloseGuard = later("CloseGuard");
export const DoctorDialog = later("DoctorDialog");
export const ExistingDialog = later("ExistingDialog");
export const FacetMenu = later("FacetMenu");
export const GroupAttention = later("GroupAttention");
export const LifecycleDialogs = later("LifecycleDialogs");
export const SettingsDialog = later("SettingsDialog");
export const TransfersDock = later("TransfersDock");
export const TunnelsDock = later("TunnelsDock");
