import type { Commands, ErrorCode, Leg, TokenKept } from "../contract";
import { ACCESS_DENIED } from "./access";

/** How an invented backend behaves. */
export type FakeOptions = {
  mode: "none" | "demo" | "platform";
  isOffline: boolean;
  /** Legs come from the store first, as of an hour ago. */
  hasStored: boolean;
  /** Nothing was ever kept: the list of workspaces only comes with an answer. */
  isFirstStart: boolean;
  /** What is to be known of the cache. */
  cacheNotice: string | null;
  /** The platform takes a new runtime no more than in name. */
  refusesRuntime: boolean;
  /** Where the token is kept. */
  tokenKept: TokenKept;
  /** Commands and legs that fail, with their code. */
  failing: Partial<Record<Leg | keyof Commands, ErrorCode>>;
  /** What a failing command says, in place of words of its own. */
  failureMessage?: string;
  /** The remedy that comes with it. */
  failureRemedy?: string;
  /** What every save has to say. */
  saveNotes: string[];
  /** Whether AWS credentials have expired. */
  hasExpired: boolean;
  /** When the instance of the first opened panel is replaced; 0 is never. */
  replaceAfterMs: number;
  /** When an agent rewrites a prompt, after the first panel was opened; 0 is never. */
  changeAfterMs: number;
  /** The platform takes a card only with the workspace's own token. */
  needsOwnToken: boolean;
  /** How long every answer takes. */
  delayMs: number;
  /** How many entries `/workspace/big` has; there is no such folder at 0. */
  bigFolder: number;
  /** How often the tunnels move on; 0 is never. */
  tickMs: number;
  /** How many workspaces there are; 0 for the small fleet with names. */
  fleet: number;
};

export const FAKE_DEFAULTS: FakeOptions = {
  mode: "demo",
  isOffline: false,
  hasStored: false,
  isFirstStart: false,
  cacheNotice: null,
  refusesRuntime: false,
  tokenKept: "keychain",
  failing: {},
  saveNotes: [],
  hasExpired: false,
  replaceAfterMs: 0,
  changeAfterMs: 0,
  needsOwnToken: false,
  delayMs: 0,
  bigFolder: 0,
  tickMs: 0,
  fleet: 0,
};

/** The options named in a page's query, e.g. `?fake=offline`. */
export function fakeOptions(search: string): Partial<FakeOptions> {
  const named: Record<string, Partial<FakeOptions>> = {
    welcome: { mode: "none" },
    offline: { mode: "platform", isOffline: true, hasStored: true },
    first: { mode: "platform", isOffline: true, isFirstStart: true },
    notice: { cacheNotice: "The cache could not be read and was begun anew." },
    gone: { failing: { workspace: "not_found" } },
    partial: { refusesRuntime: true },
    memory: { mode: "platform", tokenKept: "memory" },
    stopped: {
      hasStored: true,
      failing: { config: "instance_stopped", files: "instance_stopped" },
    },
    failing: {
      failing: {
        model: "platform_error",
        provider: "timed_out",
        config: "target_unreachable",
        files: "credentials_expired",
      },
    },
    replaced: { replaceAfterMs: 4_000 },
    changed: { changeAfterMs: 6_000 },
    credentials: { hasExpired: true },
    token: { needsOwnToken: true },
    denied: {
      failing: { config: "access_denied", files: "access_denied" },
      failureMessage: ACCESS_DENIED.message,
      failureRemedy: ACCESS_DENIED.remedy ?? "",
    },
    slow: { delayMs: 60_000 },
  };
  const lively = { delayMs: 150, tickMs: 1_000, bigFolder: 100_000 };
  const query = new URLSearchParams(search);
  const fleet = Number(query.get("fleet") ?? 0);
  return { ...lively, fleet, ...named[query.get("fake") ?? ""] };
}

/** Waits as long as an answer is to take. */
export function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
