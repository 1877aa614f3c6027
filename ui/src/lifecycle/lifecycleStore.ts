import { create } from "zustand";

/** Something that is asked before it is done. */
export type LifecycleQuestion = {
  kind: "restart" | "pause" | "rename" | "move" | "move_out" | "nest" | "forget";
  workspaceId: string;
  /** The team that it was dropped onto; only of "nest". */
  leadId?: string;
  /** Told once: whether it was done. */
  onEnd?: (isDone: boolean) => void;
};

/** What the user is asked, and what is under way. Local to the window: the rows themselves are pushed. */
export type LifecycleState = {
  question: LifecycleQuestion | null;
  /** What is being done, by workspace id, such as "Restarting…". */
  pending: Readonly<Record<string, string>>;
  /** The last result, for who cannot see the cards. */
  said: string;
};

export const initialLifecycle: LifecycleState = { question: null, pending: {}, said: "" };

export const useLifecycle = create<LifecycleState>()(() => initialLifecycle);

/** Asks the user. A question that was open before counts as answered with no. */
export function ask(question: LifecycleQuestion): void {
  endQuestion(false);
  useLifecycle.setState({ question });
}

/** Ends the question that is open. */
export function endQuestion(isDone: boolean): void {
  const { question } = useLifecycle.getState();
  useLifecycle.setState({ question: null });
  question?.onEnd?.(isDone);
}

/** Does something to a workspace, and shows as long as it takes that it is being done. */
export async function whilePending<T>(
  id: string,
  word: string,
  work: () => Promise<T>,
): Promise<T> {
  useLifecycle.setState(({ pending }) => ({ pending: { ...pending, [id]: word }, said: "" }));
  try {
    return await work();
  } finally {
    useLifecycle.setState(({ pending: { [id]: _ended, ...pending } }) => ({ pending }));
  }
}

/** Tells a result to who cannot see the cards. */
export function say(said: string): void {
  useLifecycle.setState({ said });
}
