import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PublishCard } from "../../ipc/contract";
import { useHost } from "../../ipc/hostContext";
import type { IpcError } from "../../ipc/ipcError";
import { cardKeys } from "../cardKeys";
import { dropCardDraft, useCardDrafts } from "./cardDrafts";

type Asked = { json: string; withOwnToken: boolean };

/**
 * Registers a card on the platform. What was typed is dropped when exactly that is published, and
 * never before.
 */
export function usePublish(workspaceId: string, onPublished: () => void) {
  const host = useHost();
  const queryClient = useQueryClient();
  return useMutation<null, IpcError, Asked>({
    mutationFn: (asked) => {
      const args: PublishCard = { workspaceId, ...asked };
      return host.call("publish_card", args);
    },
    onSuccess: async (_published, { json }) => {
      await queryClient.invalidateQueries({ queryKey: cardKeys.card(workspaceId) });
      if (useCardDrafts.getState().drafts[workspaceId]?.text === json) {
        dropCardDraft(workspaceId);
      }
      onPublished();
    },
  });
}

/** Whether the platform wants the workspace's own token, which it can be asked to make. */
export function wantsOwnToken({ code, remedy }: IpcError): boolean {
  return code === "access_denied" && remedy !== undefined;
}
