import type { AppEvent, Settings, SettingsView, SetWorkspace, TokenKept } from "../contract";
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

/** Keeps the token there, with what there is to say of it. */
export function keepToken(world: FakeWorld, tokenKept: TokenKept): void {
  const tokenNotice =
    tokenKept === "memory" ? "There is no keychain: no secret service answers." : null;
  world.settings = { ...world.settings, tokenKept, tokenNotice };
}
