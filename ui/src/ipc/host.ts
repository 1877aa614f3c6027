import type {
  AppEvent,
  Commands,
  DoctorReport,
  DoctorResult,
  Events,
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

/** The commands that answer once. Those that push events have methods of their own on {@link Host}. */
export type CallName = Exclude<keyof Commands, keyof Events>;

/** What a command takes: nothing where the contract says null. */
export type CallArgs<Name extends CallName> = Commands[Name][0] extends null
  ? []
  : [args: Commands[Name][0]];

/** What a command answers. */
export type CallReply<Name extends CallName> = Commands[Name][1];

/**
 * The one seam between the UI and the program behind it.
 *
 * @remarks Every method rejects with an `IpcError` and with nothing else.
 */
export type Host = {
  /** Runs a command that answers once. */
  call<Name extends CallName>(name: Name, ...args: CallArgs<Name>): Promise<CallReply<Name>>;
  /** Loads the legs of a panel; each arrives by `onEvent`. Resolves when the last one has been sent. */
  openPanel(args: OpenPanel, onEvent: (event: PanelEvent) => void): Promise<void>;
  /** Goes the way to an instance; each step arrives by `onResult` as it settles. Resolves with all of them. */
  runDoctor(args: RunDoctor, onResult: (result: DoctorResult) => void): Promise<DoctorReport>;
  /** Lists a folder; the entries of a large one arrive by `onPart`, and the reply has none then. */
  listFiles(args: ListFiles, onPart: (part: ListingPart) => void): Promise<Listing>;
  /** Finds a text in files; what is found arrives by `onMatches`. Resolves at the end of the search. */
  searchFiles(args: SearchFiles, onMatches: (found: SearchMatch[]) => void): Promise<SearchEnd>;
  /** Receives a snapshot, then every change. */
  subscribe(onEvent: (event: AppEvent) => void): Promise<void>;
};
