import type { FakeHost } from "../fakeHost";
import { IpcError } from "../ipcError";

type CardCommand =
  | "read_card_version"
  | "compare_cards"
  | "check_card"
  | "publish_card"
  | "list_card_keys"
  | "add_card_keys"
  | "remove_card_key";

/** Answers what is asked of kept cards and keys. */
export function answerCards(
  { world }: Omit<FakeHost, "host">,
  name: CardCommand,
  args: unknown,
): unknown {
  void [world, args];
  throw new IpcError("unsupported", `${name} is not invented yet`);
}
