import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CardCheck } from "../../ipc/contract";
import { useHost } from "../../ipc/hostContext";
import type { IpcError } from "../../ipc/ipcError";
import { cardKeys } from "../cardKeys";

/** How long typing has to pause until the text is checked. */
const PAUSE_MS = 300;

export type Checking = {
  /** What the text was when it was last checked; null before the first answer. */
  check: CardCheck | null;
  /** The answer is of an older text than the one at hand. */
  isBehind: boolean;
  error: IpcError | null;
  retry: () => void;
};

/** Has a text checked as a card, a moment after the typing. */
export function useCardCheck(text: string): Checking {
  const host = useHost();
  const settled = useSettled(text);
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery<CardCheck, IpcError>({
    queryKey: cardKeys.check(settled),
    queryFn: () => host.call("check_card", { json: settled }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return {
    check: data ?? null,
    isBehind: settled !== text || isPlaceholderData || isFetching,
    error,
    retry: () => void refetch(),
  };
}

/** `text` as it was when it last stayed the same for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}
