import { QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { connectStore } from "../app/connectStore";
import { createQueryClient } from "../app/queryClient";
import { useClosing } from "../drafts/closing";
import { createJournal, type Journal } from "../drafts/journal";
import { JournalContext } from "../drafts/journalContext";
import { useDrafts } from "../files/drafts";
import type { FakeHost } from "../ipc/fakeHost";
import { HostContext } from "../ipc/hostContext";
import { setLikely } from "../panel/likelyPanel";
import { initialAppState, useAppStore } from "../store";
import { useExistingQuestion } from "../transfers/askExisting";
import { useTreeStore } from "../tree/treeStore";

let journal: Journal | undefined;

/** Renders `children` on an invented backend, with stores as at the start. */
export function renderWith(fake: FakeHost, children: ReactNode): RenderResult {
  useAppStore.setState(initialAppState);
  useTreeStore.setState({ views: {} });
  useExistingQuestion.setState({ question: null, last: "skip" });
  useDrafts.setState({ drafts: {} });
  useClosing.setState({ count: 0 });
  setLikely(null);
  journal?.stop();
  journal = createJournal(fake.host);
  const queryClient = createQueryClient();
  void connectStore(fake.host, queryClient, useAppStore);
  return render(
    <HostContext value={fake.host}>
      <JournalContext value={journal}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </JournalContext>
    </HostContext>,
  );
}
