import type {
  AppEvent,
  ChooseDownload,
  ChooseUpload,
  ControlTransfer,
  Direction,
  Transfer,
  TransferAction,
  TransferState,
  UploadDropped,
} from "../contract";
import type { CallName } from "../host";
import { instanceOf } from "./access";
import type { FakeWorld } from "./world";

/** The commands about files on their way. */
export type TransferCall = Extract<
  CallName,
  "choose_upload" | "upload_dropped" | "choose_download" | "control_transfer"
>;

const MIB = 1_048_576;

/** Answers a command about files on their way. */
export function answerTransfers(
  world: FakeWorld,
  name: TransferCall,
  args: unknown,
  push: (event: AppEvent) => void,
): unknown {
  switch (name) {
    case "choose_upload": {
      const { workspaceId, folder, kind } = args as ChooseUpload;
      begin(world, workspaceId, "upload", kind === "files" ? "12 files" : "prompts", folder);
      break;
    }
    case "upload_dropped": {
      const { workspaceId, folder } = args as UploadDropped;
      begin(world, workspaceId, "upload", "notes.md", folder);
      break;
    }
    case "choose_download": {
      const { workspaceId, paths } = args as ChooseDownload;
      const [only = ""] = paths;
      const what = paths.length === 1 ? only.slice(only.lastIndexOf("/") + 1) : "files";
      begin(world, workspaceId, "download", what, "Downloads");
      break;
    }
    case "control_transfer":
      control(world, args as ControlTransfer);
      break;
  }
  push({ type: "transfers", transfers: world.transfers });
  return name === "control_transfer" || name === "upload_dropped" ? null : true;
}

/** What has become of all transfers a tick later. */
export function advanceTransfers(world: FakeWorld): void {
  world.transfers = world.transfers.map((transfer) => {
    if (transfer.state === "queued" || transfer.state === "scanning") {
      return { ...transfer, state: transfer.state === "queued" ? "scanning" : "running" };
    }
    if (transfer.state !== "running") {
      return transfer;
    }
    const bytesPerSecond = 2.1 * MIB;
    const bytesDone = Math.min(transfer.bytesTotal, transfer.bytesDone + bytesPerSecond);
    const filesDone = Math.floor((bytesDone / transfer.bytesTotal) * transfer.filesTotal);
    const secondsLeft = Math.ceil((transfer.bytesTotal - bytesDone) / bytesPerSecond);
    const moved = { ...transfer, bytesDone, filesDone, bytesPerSecond, secondsLeft };
    return secondsLeft === 0 ? { ...moved, state: "done" } : moved;
  });
}

function begin(
  world: FakeWorld,
  workspaceId: string,
  direction: Direction,
  name: string,
  to: string,
): void {
  const id = 1 + Math.max(0, ...world.transfers.map((transfer) => transfer.id));
  const rest = { problems: [], problemCount: 0, error: null };
  world.transfers = [
    ...world.transfers,
    {
      id,
      direction,
      workspaceId,
      instanceId: instanceOf(world, workspaceId) ?? "",
      name,
      to,
      state: "queued",
      bytesDone: 0,
      bytesTotal: 48 * MIB,
      filesDone: 0,
      filesTotal: 12,
      bytesPerSecond: null,
      secondsLeft: null,
      ...rest,
    } satisfies Transfer,
  ];
}

const AFTER: Record<Exclude<TransferAction, "dismiss">, TransferState> = {
  pause: "paused",
  resume: "queued",
  cancel: "cancelled",
};

function control(world: FakeWorld, { id, action }: ControlTransfer): void {
  world.transfers =
    action === "dismiss"
      ? world.transfers.filter((transfer) => transfer.id !== id)
      : world.transfers.map((transfer) =>
          transfer.id === id ? { ...transfer, state: AFTER[action], error: null } : transfer,
        );
}
