import { useShallow } from "zustand/react/shallow";
import type { IpcError as IpcFailure, Source } from "../ipc/contract";
import { useAppStore } from "../store";
import type { ConnectionSlice } from "../store/connectionSlice";
import type { CredentialsSlice } from "../store/credentialsSlice";
import { type LegState, problemOf, seenOf } from "./legState";
import { isOfNetwork, whyOld } from "./whyOld";

/** Whom a value was asked of: the platform, or the instance by way of AWS. */
export type Origin = "platform" | "instance";

/** How old a value is, and why it is not of now. */
export type Freshness = {
  fetchedMs: number;
  /** It was answered in this session, and nothing says that it could not be asked again. */
  isLive: boolean;
  /** A newer one is on its way. */
  isAsking: boolean;
  /** In a word or two; null where there is nothing to say. */
  reason: string | null;
};

type Known = {
  fetchedMs: number;
  source: Source;
  isAsking: boolean;
  /** Why the last asking failed. */
  error: IpcFailure | null;
};

type Surroundings = ConnectionSlice & CredentialsSlice;

/** How fresh a value is, as long as the connection is as it is. */
export function freshnessOf(known: Known, origin: Origin, around: Surroundings): Freshness {
  const { fetchedMs, source, isAsking } = known;
  const isOffline = around.connection?.status === "offline";
  const error = known.error ?? surroundingError(origin, around);
  const reason = error === null ? (isOffline ? "offline" : null) : whyOld(error, isOffline);
  const isLive = source === "live" && !isAsking && reason === null;
  return { fetchedMs, isLive, isAsking, reason: isAsking && !isOffline ? null : reason };
}

/** What would be in the way of asking again. */
function surroundingError(
  origin: Origin,
  { connection, credentials }: Surroundings,
): IpcFailure | null {
  const { status, error = null } = connection ?? {};
  // The instance may answer while the platform has trouble of its own, but not without a network.
  const isOut = status === "offline" && error !== null;
  if (isOut && (origin === "platform" || isOfNetwork(error))) {
    return error;
  }
  return origin === "instance" && credentials !== null ? credentials.error : null;
}

/** How fresh the value of a leg is; null while there is none. */
export function useLegFreshness(leg: LegState<unknown>, origin: Origin): Freshness | null {
  const seen = seenOf(leg);
  const isAsking = leg.status === "loading";
  return useFreshness(seen === null ? null : { ...seen, isAsking, error: problemOf(leg) }, origin);
}

/** How fresh what is known is; null while nothing is. */
export function useFreshness(known: Known | null, origin: Origin): Freshness | null {
  const around = useAppStore(
    useShallow(({ connection, credentials }) => ({ connection, credentials })),
  );
  return known === null ? null : freshnessOf(known, origin, around);
}

/** Why nothing can be saved on an instance at the moment; null when something can. */
export function useSaveBlock(): string | null {
  return useAppStore(({ connection }) => {
    const isOffline = connection?.status === "offline";
    const isOut = isOffline && (connection.error === null || isOfNetwork(connection.error));
    return isOut ? OFFLINE : null;
  });
}

/** Why nothing can be saved on the platform at the moment; null when something can. */
export function usePlatformBlock(): string | null {
  return useAppStore(({ connection }) => {
    if (connection?.status !== "offline") {
      return null;
    }
    const { error } = connection;
    return error === null || isOfNetwork(error)
      ? OFFLINE
      : `The platform does not answer (${whyOld(error, true)}): your changes are kept as a draft.`;
  });
}

const OFFLINE = "Offline: your changes are kept as a draft.";
