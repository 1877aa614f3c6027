import { QueryClient } from "@tanstack/react-query";

/** A client that asks once and leaves retrying to the user: the backend has retried already. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, refetchOnWindowFocus: false, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
