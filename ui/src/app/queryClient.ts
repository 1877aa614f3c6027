import { QueryClient } from "@tanstack/react-query";
import { cardKeys } from "../cards/cardKeys";
import { fileKeys } from "../files/fileKeys";

/** A client that asks once and leaves retrying to the user: the backend has retried already. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: false, refetchOnWindowFocus: false, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
  // What a hidden panel shows when it is shown again. It goes with the panel.
  for (const queryKey of [fileKeys.all, cardKeys.cards]) {
    client.setQueryDefaults(queryKey, { gcTime: Number.POSITIVE_INFINITY });
  }
  return client;
}
