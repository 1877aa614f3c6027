import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AddCardKeys, CardKey } from "../../ipc/contract";
import { useHost } from "../../ipc/hostContext";
import type { IpcError } from "../../ipc/ipcError";
import { cardKeys } from "../cardKeys";

/** The keys that signatures are checked with. */
export function useCardKeys() {
  const host = useHost();
  return useQuery<CardKey[], IpcError>({
    queryKey: cardKeys.keys,
    queryFn: () => host.call("list_card_keys"),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Adds keys. What is shown of cards is asked for again, since their signatures may fit now. */
export function useAddCardKeys(onAdded: () => void) {
  const host = useHost();
  const keep = useKeep();
  return useMutation<CardKey[], IpcError, AddCardKeys>({
    mutationFn: (args) => host.call("add_card_keys", args),
    onSuccess: async (keys) => {
      await keep(keys);
      onAdded();
    },
  });
}

/** Takes a key away, and with it what it has verified. */
export function useRemoveCardKey(onRemoved: () => void) {
  const host = useHost();
  const keep = useKeep();
  return useMutation<CardKey[], IpcError, string>({
    mutationFn: (thumbprint) => host.call("remove_card_key", { thumbprint }),
    onSuccess: async (keys) => {
      await keep(keys);
      onRemoved();
    },
  });
}

function useKeep() {
  const queryClient = useQueryClient();
  return (keys: CardKey[]) => {
    queryClient.setQueryData(cardKeys.keys, keys);
    return queryClient.invalidateQueries({ queryKey: cardKeys.cards });
  };
}
