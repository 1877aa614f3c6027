import type { Leg, OpenPanel, PanelEvent } from "../contract";
import { accessFailure } from "./access";
import { failure } from "./failing";
import { readFakeFile } from "./files";
import { type FakeOptions, pause } from "./options";
import { listFolder } from "./tree";
import { type FakeWorld, modelOf } from "./world";

/** Sends the legs of a panel, one after the other. */
export async function sendLegs(
  { world, options }: { world: FakeWorld; options: FakeOptions },
  { workspaceId, generation, legs }: OpenPanel,
  onEvent: (event: PanelEvent) => void,
): Promise<void> {
  for (const leg of options.hasStored ? legs : []) {
    const stored = storedEvent(world, workspaceId, leg, generation);
    if (stored !== null) {
      onEvent(stored);
    }
  }
  for (const leg of legs) {
    await pause(options.delayMs);
    const code = options.isOffline ? "unreachable" : options.failing[leg];
    const isOfInstance = leg === "config" || leg === "files";
    const error =
      code === undefined
        ? isOfInstance
          ? accessFailure(world, workspaceId)
          : null
        : failure(options, code, `the ${leg} leg was told to fail`);
    if (error !== null) {
      onEvent({ type: leg, generation, outcome: { status: "failed", error, ms: 12 } });
    } else {
      onEvent(legEvent(world, workspaceId, leg, generation));
    }
  }
}

function legEvent(world: FakeWorld, id: string, leg: Leg, generation: number): PanelEvent {
  const ok = { status: "ok", ms: 42, fetchedMs: Date.now() } as const;
  switch (leg) {
    case "workspace": {
      const value = world.workspaces.find((row) => row.id === id);
      if (value === undefined) {
        const error = { code: "not_found", message: "workspace not found" } as const;
        return { type: leg, generation, outcome: { status: "failed", error, ms: 9 } };
      }
      return { type: leg, generation, outcome: { ...ok, value } };
    }
    case "model":
      return { type: leg, generation, outcome: { ...ok, value: modelOf(id) } };
    case "provider":
      return { type: leg, generation, outcome: { status: "not_offered", ms: 31 } };
    case "config":
      return {
        type: leg,
        generation,
        outcome: { ...ok, value: readFakeFile(world, "/configs/config.yaml", id) },
      };
    case "files":
      return { type: leg, generation, outcome: { ...ok, value: listFolder(world, "/configs") } };
  }
}

/** How old what comes from the store is, ms. */
export const STORED_AGE_MS = 3_600_000;

/** What the store has for a leg; null where it has nothing. */
function storedEvent(
  world: FakeWorld,
  id: string,
  leg: Leg,
  generation: number,
): PanelEvent | null {
  const event = legEvent(world, id, leg, generation);
  if (event.outcome.status !== "ok") {
    return null;
  }
  const { value } = event.outcome;
  const outcome = { status: "stored", value, fetchedMs: Date.now() - STORED_AGE_MS };
  return { type: leg, generation, outcome } as PanelEvent;
}
