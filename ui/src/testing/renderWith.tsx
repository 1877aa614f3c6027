import { QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { connectStore } from "../app/connectStore";
import { createQueryClient } from "../app/queryClient";
import { useDrafts } from "../files/drafts";
import type { FakeHost } from "../ipc/fakeHost";
import { HostContext } from "../ipc/hostContext";
import { initialAppState, useAppStore } from "../store";

/** Renders `children` on an invented backend, with stores as at the start. */
export function renderWith(fake: FakeHost, children: ReactNode): RenderResult {
  useAppStore.setState(initialAppState);
  useDrafts.setState({ drafts: {} });
  const queryClient = createQueryClient();
  connectStore(fake.host, queryClient, useAppStore);
  return render(
    <HostContext value={fake.host}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </HostContext>,
  );
}
