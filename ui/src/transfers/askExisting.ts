import { create } from "zustand";
import type { Existing, UploadKind } from "../ipc/contract";

/** What is about to be taken somewhere, where files may be already. */
export type TransferPlan =
  | { type: "upload"; kind: UploadKind; folder: string }
  | { type: "drop"; names: readonly string[]; folder: string }
  | { type: "download"; paths: readonly string[] };

type Question = { plan: TransferPlan; answer: (existing: Existing | null) => void };

type AskStore = {
  question: Question | null;
  /** What was chosen last; the next question proposes it. */
  last: Existing;
};

export const useExistingQuestion = create<AskStore>()(() => ({ question: null, last: "skip" }));

/** Asks what happens to files that are there already; null when the user wants none of it after all. */
export function askExisting(plan: TransferPlan): Promise<Existing | null> {
  useExistingQuestion.getState().question?.answer(null);
  return new Promise((resolve) => {
    function answer(existing: Existing | null) {
      useExistingQuestion.setState(({ last }) => ({ question: null, last: existing ?? last }));
      resolve(existing);
    }
    useExistingQuestion.setState({ question: { plan, answer } });
  });
}
