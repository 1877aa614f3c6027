import type { AppEvent, ControlTransfer } from "../contract";
import type { CallName } from "../host";
import type { FakeWorld } from "./world";

/** The commands about files on their way. */
export type TransferCall = Extract<
  CallName,
  "choose_upload" | "upload_dropped" | "choose_download" | "control_transfer"
>;

/** Answers a command about files on their way. */
export function answerTransfers(
  world: FakeWorld,
  name: TransferCall,
  args: unknown,
  push: (event: AppEvent) => void,
): unknown {
  switch (name) {
    case "choose_upload":
    case "choose_download":
      return true;
    case "upload_dropped":
      return null;
    case "control_transfer": {
      const { id, action } = args as ControlTransfer;
      if (action === "dismiss") {
        world.transfers = world.transfers.filter((transfer) => transfer.id !== id);
        push({ type: "transfers", transfers: world.transfers });
      }
      return null;
    }
  }
}
