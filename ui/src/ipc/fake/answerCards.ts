import type {
  AddCardKeys,
  CardCheck,
  CardDiff,
  CardEntry,
  CardKey,
  CheckCard,
  CompareCards,
  PublishCard,
  ReadCard,
  ReadCardVersion,
  RemoveCardKey,
} from "../contract";
import type { FakeHost } from "../fakeHost";
import { IpcError } from "../ipcError";
import { cardStoreOf } from "./cards/cardStore";
import { diffCards } from "./cards/diffCards";
import { withNewest } from "./cards/keptCards";
import { addKeys } from "./cards/keys";
import { readCard } from "./cards/readCard";
import { isObject } from "./cards/readJson";
import { UNKNOWN_KID, unknownKey, unsigned, verified } from "./cards/signatures";

type CardCommand =
  | "read_card"
  | "read_card_version"
  | "compare_cards"
  | "check_card"
  | "publish_card"
  | "list_card_keys"
  | "add_card_keys"
  | "remove_card_key";

type Fake = Omit<FakeHost, "host">;

/** Larger cards are not published, in bytes of UTF-8. */
const MAX_BYTES = 256 * 1_024;

/** Answers what is asked of cards and keys. */
export function answerCards(fake: Fake, name: CardCommand, args: unknown): unknown {
  const { world } = fake;
  switch (name) {
    case "read_card":
      return newestOf(fake, (args as ReadCard).workspaceId);
    case "read_card_version": {
      const { workspaceId, sha256 } = args as ReadCardVersion;
      return keptIn(fake, workspaceId).find((entry) => entry.sha256 === sha256) ?? null;
    }
    case "compare_cards":
      return compare(fake, args as CompareCards);
    case "check_card":
      return check((args as CheckCard).json);
    case "publish_card":
      return publish(fake, args as PublishCard);
    case "list_card_keys":
      return cardStoreOf(world).keys;
    case "add_card_keys":
      return keepKeys(fake, addKeys(cardStoreOf(world).keys, args as AddCardKeys));
    case "remove_card_key": {
      const { thumbprint } = args as RemoveCardKey;
      const others = cardStoreOf(world).keys.filter((key) => key.thumbprint !== thumbprint);
      return keepKeys(fake, others);
    }
  }
}

/** Offline, nothing of this session has confirmed a card. */
function newestOf({ world, options }: Fake, workspaceId: string): CardEntry | null {
  const entry = world.cards[workspaceId] ?? null;
  return entry !== null && options.isOffline ? { ...entry, source: "store" } : entry;
}

function keptIn({ world }: Fake, workspaceId: string): CardEntry[] {
  const newest = world.cards[workspaceId];
  const older = cardStoreOf(world).older.get(workspaceId) ?? [];
  return newest === undefined ? older : [newest, ...older];
}

function compare(fake: Fake, { workspaceId, from, to }: CompareCards): CardDiff {
  const rawOf = (sha256: string): unknown => {
    const entry = keptIn(fake, workspaceId).find((one) => one.sha256 === sha256);
    if (entry === undefined) {
      throw new IpcError("not_found", "this version is not kept any more");
    }
    return JSON.parse(entry.raw);
  };
  return diffCards(rawOf(from), rawOf(to));
}

function check(json: string): CardCheck {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { view: null, problem: `This is not JSON: ${why}.` };
  }
  return { view: readCard(parsed), problem: problemOf(json, parsed) };
}

function problemOf(json: string, parsed: unknown): string | null {
  if (!isObject(parsed)) {
    return "A card is a JSON object.";
  }
  if (new TextEncoder().encode(json).length > MAX_BYTES) {
    return "The card is larger than 256 KiB.";
  }
  return JSON.stringify(parsed).includes("\\u0000") ? "A text in it holds a NUL." : null;
}

function publish(fake: Fake, { workspaceId, json, withOwnToken }: PublishCard): null {
  const { world, options, push } = fake;
  if (options.isOffline) {
    throw new IpcError("unreachable", "dns error: agents.example.com");
  }
  if (options.needsOwnToken && !withOwnToken) {
    throw new IpcError(
      "access_denied",
      "the platform answered 401: missing workspace auth token",
      "The platform takes a card only with the workspace's own token.",
    );
  }
  const { problem } = check(json);
  const card: unknown = JSON.parse(json);
  if (problem !== null || !isObject(card)) {
    throw new IpcError("invalid_input", problem ?? "a card is a JSON object");
  }
  const signature = "signatures" in card ? unknownKey() : unsigned();
  const [newest, ...older] = withNewest(keptIn(fake, workspaceId), workspaceId, card, signature);
  if (newest !== undefined) {
    world.cards[workspaceId] = newest;
  }
  cardStoreOf(world).older.set(workspaceId, older);
  push({ type: "card_changed", workspaceId });
  return null;
}

/** Keeps the keys, and looks anew at the signatures that wait for one. */
function keepKeys({ world, push }: Fake, keys: CardKey[]): CardKey[] {
  cardStoreOf(world).keys = keys;
  const key = keys.find(({ kid }) => kid === UNKNOWN_KID);
  for (const [workspaceId, entry] of Object.entries(world.cards)) {
    if (entry.signature.kid === UNKNOWN_KID) {
      const card = JSON.parse(entry.raw);
      const signature =
        key === undefined
          ? unknownKey()
          : verified(card, "sdk", ["url", "preferredTransport", "x-team"], {
              ...key,
              kid: UNKNOWN_KID,
            });
      world.cards[workspaceId] = { ...entry, signature };
      push({ type: "card_changed", workspaceId });
    }
  }
  return keys;
}
