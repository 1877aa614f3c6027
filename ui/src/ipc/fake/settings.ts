import type { AppEvent, Settings, SettingsView, SetWorkspace } from "../contract";
import type { FakeWorld } from "./world";

/** Takes on settings, and tells the window. */
export function keepSettings(
  world: FakeWorld,
  values: Settings,
  push: (event: AppEvent) => void,
): SettingsView {
  world.settings = { ...world.settings, values };
  push({ type: "settings", settings: world.settings });
  return world.settings;
}

/** Sets what differs for one workspace. */
export function setWorkspace(
  world: FakeWorld,
  { workspaceId, values: own }: SetWorkspace,
  push: (event: AppEvent) => void,
): SettingsView {
  const { values } = world.settings;
  return keepSettings(
    world,
    { ...values, workspaces: { ...values.workspaces, [workspaceId]: own } },
    push,
  );
}
