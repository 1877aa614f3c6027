import type { CardEntry, Workspace } from "../contract";
import { keptOf } from "./cards/keptCards";
import { cardSamples } from "./cards/samples";

/** The newest card of each workspace that has one: every shape, verdict and state is among them. */
export function fakeCards(workspaces: readonly Workspace[]): Record<string, CardEntry> {
  const nowMs = Date.now();
  const nameOf = (id: string) => workspaces.find((row) => row.id === id)?.name ?? id;
  return Object.fromEntries(
    Object.entries(cardSamples(nameOf)).flatMap(([id, sample]) =>
      keptOf(id, sample, nowMs)
        .slice(0, 1)
        .map((entry) => [id, entry]),
    ),
  );
}
