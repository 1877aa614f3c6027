import type { QueryClient } from "@tanstack/react-query";
import type { StoreApi } from "zustand";
import { cardKeys } from "../cards/cardKeys";
import { reportProblem } from "../components/notices";
import { requestClose } from "../drafts/closing";
import { forgetInstance } from "../files/forgetInstance";
import type { Host } from "../ipc/host";
import { toIpcError } from "../ipc/ipcError";
import type { AppStore } from "../store";
import { countReplaced } from "../store/replacedSlice";
import { takeDrag } from "../transfers/takeDrag";
import { batchRows } from "./rowBatch";

/**
 * Lets what the backend pushes flow into the store. What it makes out of date is asked for again where it is shown.
 *
 * @returns Once the store holds what the backend had to say first, or that it says nothing is reported.
 */
export function connectStore(
  host: Host,
  queryClient: QueryClient,
  store: StoreApi<AppStore>,
): Promise<void> {
  return new Promise((resolve) => {
    const take = batchRows((event) => {
      const before = store.getState();
      before.apply(event);
      if (event.type === "dragged") {
        void takeDrag(host, event.drag);
      }
      if (event.type === "card_changed") {
        void queryClient.invalidateQueries({ queryKey: cardKeys.card(event.workspaceId) });
      }
      if (event.type === "close_requested") {
        requestClose();
      }
      const { replaced } = store.getState();
      for (const [workspaceId, { count }] of Object.entries(replaced)) {
        if (count !== countReplaced(before, workspaceId)) {
          forgetInstance(queryClient, workspaceId);
        }
      }
      resolve();
    });
    host.subscribe(take).catch((error) => {
      reportProblem("Causeway could not start", toIpcError(error));
      resolve();
    });
  });
}
