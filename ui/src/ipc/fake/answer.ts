import type {
  ClosePanel,
  CloseTunnel,
  CreateFolder,
  MoveEntry,
  RemoveFile,
  RemoveFolder,
  SaveSettings,
  SetWorkspace,
  StatFiles,
  StopSearch,
  WriteFile,
} from "../contract";
import type { FakeHost } from "../fakeHost";
import type { CallName } from "../host";
import { answerAccess } from "./answerAccess";
import { answerCache } from "./answerCache";
import { answerCards } from "./answerCards";
import { answerLifecycle } from "./answerLifecycle";
import { answerDrafts } from "./drafts";
import { reachInstance, readFakeFile, removeFakeFile, statFakeFiles, writeFakeFile } from "./files";
import { stopFakeSearch } from "./search";
import { keepSettings, setWorkspace } from "./settings";
import { answerTransfers } from "./transfers";
import { createFakeFolder, moveFakeEntry, removeFakeFolder } from "./tree";
import { endInterest, replaceTunnels } from "./tunnels";
import { listOf, snapshotOf } from "./world";

/** Answers a command that answers once. */
export function answer(fake: Omit<FakeHost, "host">, name: CallName, args: unknown): unknown {
  const { world, options, push } = fake;
  const { path = "", workspaceId = "" } = (args ?? {}) as { path?: string; workspaceId?: string };
  switch (name) {
    case "read_file":
      reachInstance(world, workspaceId);
      return readFakeFile(world, path, workspaceId);
    case "write_file":
      return writeFakeFile(world, args as WriteFile, options.saveNotes);
    case "remove_file":
      return removeFakeFile(world, args as RemoveFile);
    case "remove_folder":
      return removeFakeFolder(world, args as RemoveFolder);
    case "create_folder":
      return createFakeFolder(world, args as CreateFolder);
    case "move_entry":
      return moveFakeEntry(world, args as MoveEntry);
    case "stat_files":
      reachInstance(world, workspaceId);
      return statFakeFiles(world, args as StatFiles);
    case "list_drafts":
    case "keep_draft":
    case "drop_draft":
      return answerDrafts(world, name, args);
    case "choose_upload":
    case "upload_dropped":
    case "choose_download":
    case "control_transfer":
      return answerTransfers(world, name, args, push);
    case "read_settings":
      return world.settings;
    case "save_settings":
      return keepSettings(world, (args as SaveSettings).values, push);
    case "set_workspace":
      return setWorkspace(world, args as SetWorkspace, push);
    case "refresh":
      push({ type: "workspaces", list: listOf(world) });
      return null;
    case "connect_demo":
      push({ type: "snapshot", state: snapshotOf(world, "demo", options.isOffline) });
      return null;
    case "leave_demo":
      push({ type: "snapshot", state: snapshotOf(world, "none", false) });
      return null;
    case "preconnect":
    case "warm_up":
    case "stop_warm_up":
      return null;
    case "close_panel":
      if ((args as ClosePanel).generation >= (world.openings.get(workspaceId) ?? 0)) {
        replaceTunnels(fake, endInterest(world.tunnels, workspaceId));
      }
      return null;
    case "close_tunnel": {
      const { id } = args as CloseTunnel;
      replaceTunnels(
        fake,
        world.tunnels.filter((tunnel) => tunnel.id !== id),
      );
      return null;
    }
    case "close_all_tunnels":
      replaceTunnels(fake, []);
      return null;
    case "stop_search":
      return stopFakeSearch(world, args as StopSearch);
    case "close_window":
    case "set_visible":
    case "move_nodes":
      return null;
    case "read_card":
    case "read_card_version":
    case "compare_cards":
    case "check_card":
    case "publish_card":
    case "list_card_keys":
    case "add_card_keys":
    case "remove_card_key":
      return answerCards(fake, name, args);
    case "save_workspace":
    case "control_workspace":
    case "dismiss_restart":
    case "list_templates":
      return answerLifecycle(fake, name, args);
    case "read_cache_info":
    case "clear_cache":
    case "forget_workspace":
      return answerCache(fake, name, args);
    case "find_instance":
    case "choose_instance":
    case "read_host_key":
    case "accept_host_key":
    case "renew_credentials":
    case "stop_waiting_for_credentials":
    case "write_bug_report":
    case "open_in":
      return answerAccess(world, name, args, push);
  }
}
