import type { QueryClient } from "@tanstack/react-query";
import { cardKeys } from "../cards/cardKeys";
import { reportProblem } from "../components/notices";
import { forgetInstance } from "../files/forgetInstance";
import type { AppEvent } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { toIpcError } from "../ipc/ipcError";

/** Lets what the backend pushes flow into the store. What it makes out of date is asked for again where it is shown. */
export function connectStore(
  host: Host,
  queryClient: QueryClient,
  apply: (event: AppEvent) => void,
): void {
  host
    .subscribe((event) => {
      apply(event);
      if (event.type === "card_changed") {
        void queryClient.invalidateQueries({ queryKey: cardKeys.card(event.workspaceId) });
      }
      if (event.type === "instance_replaced") {
        forgetInstance(queryClient, event.workspaceId);
      }
    })
    .catch((error) => reportProblem("Causeway could not start", toIpcError(error)));
}
