import type { AppEvent, CredentialsProblem } from "../ipc/contract";

/** What is wrong with the AWS credentials, as last pushed. */
export type CredentialsSlice = {
  /** null while they are good, or while nobody needs them. */
  credentials: CredentialsProblem | null;
};

export const initialCredentials: CredentialsSlice = { credentials: null };

export function reduceCredentials(slice: CredentialsSlice, event: AppEvent): CredentialsSlice {
  switch (event.type) {
    case "snapshot":
      return { credentials: event.state.credentials };
    case "credentials":
      return { credentials: event.problem };
    case "workspaces":
    case "connection":
    case "settings":
    case "tunnels":
    case "instance_replaced":
    case "transfers":
    case "dragged":
    case "close_requested":
    case "card_changed":
    case "cache_notice":
    case "workspaces_changed":
      return slice;
  }
}
