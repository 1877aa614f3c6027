import type { CardEntry, CardKey } from "../../contract";
import type { FakeWorld } from "../world";
import { keptOf } from "./keptCards";
import { firstKeys } from "./keys";
import { cardSamples } from "./samples";

/** What the invented backend keeps of cards beside the newest of each, which `FakeWorld` has. */
export type FakeCardStore = {
  /** Older versions, newest first, by workspace. */
  older: Map<string, CardEntry[]>;
  keys: CardKey[];
};

const stores = new WeakMap<FakeWorld, FakeCardStore>();

/** The store of a world, made when it is first asked for. */
export function cardStoreOf(world: FakeWorld): FakeCardStore {
  const store = stores.get(world) ?? { older: olderOf(world), keys: firstKeys() };
  stores.set(world, store);
  return store;
}

function olderOf({ workspaces }: FakeWorld): Map<string, CardEntry[]> {
  const nowMs = Date.now();
  const nameOf = (id: string) => workspaces.find((row) => row.id === id)?.name ?? id;
  return new Map(
    Object.entries(cardSamples(nameOf)).map(([id, sample]) => [
      id,
      keptOf(id, sample, nowMs).slice(1),
    ]),
  );
}
