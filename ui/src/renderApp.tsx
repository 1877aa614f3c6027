import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import type { Journal } from "./drafts/journal";
import { JournalContext } from "./drafts/journalContext";
import type { Host } from "./ipc/host";
import { HostContext } from "./ipc/hostContext";

/** Draws the window in place of what `index.html` says meanwhile. */
export function renderApp(host: Host, queryClient: QueryClient, journal: Journal): void {
  const root = document.getElementById("root");
  if (root === null) {
    throw new Error("index.html has no #root");
  }
  createRoot(root).render(
    <StrictMode>
      <HostContext value={host}>
        <QueryClientProvider client={queryClient}>
          <JournalContext value={journal}>
            <App />
          </JournalContext>
        </QueryClientProvider>
      </HostContext>
    </StrictMode>,
  );
}
