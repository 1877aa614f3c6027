import { Channel, type InvokeArgs, invoke, isTauri } from "@tauri-apps/api/core";
import type {
  AppEvent,
  DoctorReport,
  DoctorResult,
  FileContent,
  ListFiles,
  Listing,
  ListingPart,
  OpenPanel,
  PanelEvent,
  RunDoctor,
  SearchEnd,
  SearchFiles,
  SearchMatch,
} from "./contract";
import { decodeContent, decodePanelEvent, type Framed } from "./frame";
import type { CallArgs, CallName, CallReply, Host } from "./host";
import { toIpcError } from "./ipcError";

/** Whether the page runs inside the desktop app. */
export function isDesktop(): boolean {
  return isTauri();
}

/** The real host: Tauri's `invoke`, with channels for what is pushed. */
export const tauriHost: Host = {
  async call<Name extends CallName>(name: Name, ...args: CallArgs<Name>): Promise<CallReply<Name>> {
    const [first] = args;
    const reply = await send<CallReply<Name>>(name, first === undefined ? {} : { args: first });
    return name === "read_file"
      ? (decodeContent(reply as Framed<FileContent>) as CallReply<Name>)
      : reply;
  },

  async openPanel(args: OpenPanel, onEvent: (event: PanelEvent) => void): Promise<void> {
    const events = channel<Framed<PanelEvent>>((message) => onEvent(eventOf(message, args)));
    await send("open_panel", { args, events });
  },

  runDoctor(args: RunDoctor, onResult: (result: DoctorResult) => void): Promise<DoctorReport> {
    return send("run_doctor", { args, events: channel(onResult) });
  },

  listFiles(args: ListFiles, onPart: (part: ListingPart) => void): Promise<Listing> {
    return send("list_files", { args, events: channel(onPart) });
  },

  searchFiles(args: SearchFiles, onMatches: (found: SearchMatch[]) => void): Promise<SearchEnd> {
    return send("search_files", { args, events: channel(onMatches) });
  },

  async subscribe(onEvent: (event: AppEvent) => void): Promise<void> {
    await send("subscribe", { events: channel(onEvent) });
  },
};

/** Only the config leg comes in frames: that one has failed when its frame cannot be read. */
function eventOf(framed: Framed<PanelEvent>, { generation }: OpenPanel): PanelEvent {
  try {
    return decodePanelEvent(framed);
  } catch (thrown) {
    const { code, message } = toIpcError(thrown);
    const outcome = { status: "failed", error: { code, message }, ms: 0 } as const;
    return { type: "config", generation, outcome };
  }
}

function channel<Event>(onEvent: (event: Event) => void): Channel<Event> {
  const events = new Channel<Event>();
  events.onmessage = onEvent;
  return events;
}

async function send<Reply>(command: string, payload: InvokeArgs): Promise<Reply> {
  try {
    return await invoke<Reply>(command, payload);
  } catch (thrown) {
    throw toIpcError(thrown);
  }
}
