import { create } from "zustand";
import { ERRORS } from "../errors";
import type { IpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { visibleText } from "./visibleText";

/** A message that belongs to no part of the window. */
export type Notice = {
  id: number;
  title: string;
  text: string;
  /** What was answered, word for word. */
  detail?: string;
};

type NoticesStore = { notices: readonly Notice[]; lastId: number };

export const useNotices = create<NoticesStore>()(() => ({ notices: [], lastId: 0 }));

/** Says that something in the background did not work, unless that is said already or its code is a silent one. */
export function reportProblem(title: string, error: IpcError): void {
  const { severity, text } = ERRORS[error.code];
  if (severity !== "silent" && !isPrompted(error)) {
    addNotice(title, text);
  }
}

/** Says that something did not work that the user has asked for, with the words that were answered. */
export function reportFailure(title: string, error: IpcError): void {
  const { severity, text } = ERRORS[error.code];
  if (severity !== "silent" && !isPrompted(error)) {
    addNotice(title, text, `${error.code}: ${visibleText(error.message)}`);
  }
}

/** Says something that belongs to no part of the window. */
export function addNotice(title: string, text: string, detail: string | null = null): void {
  const notice = detail === null ? { title, text } : { title, text, detail };
  useNotices.setState(({ notices, lastId }) => ({
    notices: [...notices, { id: lastId + 1, ...notice }],
    lastId: lastId + 1,
  }));
}

/** Credentials that are asked for by one prompt, however much fails for the lack of them. */
function isPrompted({ code }: IpcError): boolean {
  const isOfCredentials = code === "credentials_missing" || code === "credentials_expired";
  return isOfCredentials && useAppStore.getState().credentials !== null;
}

export function dismissNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}
