import type { CardEntry, CardSignature, CardVersion } from "../../contract";
import { readCard } from "./readCard";
import { digestOf, type Members } from "./readJson";
import type { CardSample } from "./samples";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How many versions of a card are kept: the newest and ten more. */
const MAX_VERSIONS = 11;

/** Every version of a workspace's card, newest first. */
export function keptOf(workspaceId: string, sample: CardSample, nowMs: number): CardEntry[] {
  const texts = sample.versions.map((card) => JSON.stringify(card, null, 2));
  const confirmedMs = nowMs - (sample.source === "live" ? 5 * 60_000 : 3 * HOUR_MS);
  const versions = sample.versions.map((card, index): CardVersion => {
    const firstSeenMs = nowMs - (3 * index + 1) * DAY_MS;
    return {
      sha256: digestOf(texts[index] ?? ""),
      version: readCard(card).version,
      firstSeenMs,
      confirmedMs: index === 0 ? confirmedMs : firstSeenMs + 2 * DAY_MS,
    };
  });
  return sample.versions.map((card, index) => ({
    workspaceId,
    view: readCard(card),
    raw: texts[index] ?? "",
    confirmedMs: versions[index]?.confirmedMs ?? confirmedMs,
    source: index === 0 ? sample.source : "store",
    state: sample.state,
    sha256: versions[index]?.sha256 ?? "",
    signature: sample.signature(card),
    versions,
  }));
}

/** The versions after another card was registered. */
export function withNewest(
  kept: readonly CardEntry[],
  workspaceId: string,
  card: Members,
  signature: CardSignature,
): CardEntry[] {
  const nowMs = Date.now();
  const raw = JSON.stringify(card, null, 2);
  const view = readCard(card);
  const sha256 = digestOf(raw);
  const older = kept.filter((entry) => entry.sha256 !== sha256).slice(0, MAX_VERSIONS - 1);
  const versions: CardVersion[] = [
    { sha256, version: view.version, firstSeenMs: nowMs, confirmedMs: nowMs },
    ...older.flatMap((entry) => entry.versions.filter((one) => one.sha256 === entry.sha256)),
  ];
  const newest: CardEntry = {
    workspaceId,
    view,
    raw,
    confirmedMs: nowMs,
    source: "live",
    state: "published",
    sha256,
    signature,
    versions,
  };
  return [newest, ...older.map((entry) => ({ ...entry, source: "store" as const, versions }))];
}
