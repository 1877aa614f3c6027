import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { connectStore } from "./app/connectStore";
import { createQueryClient } from "./app/queryClient";
import { rehearseAfterStart } from "./app/rehearsal";
import { createJournal } from "./drafts/journal";
import { JournalContext } from "./drafts/journalContext";
import type { Host } from "./ipc/host";
import { HostContext } from "./ipc/hostContext";
import { isDesktop, tauriHost } from "./ipc/tauriHost";
import { useAppStore } from "./store";
import "@xyflow/react/dist/base.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/shell.css";
import "./styles/canvas.css";
import "./styles/panel.css";
import "./styles/files.css";
import "./styles/tree.css";
import "./styles/transfers.css";
import "./styles/editor.css";
import "./styles/menu.css";
import "./styles/merge.css";
import "./styles/config.css";
import "./styles/cards.css";
import "./styles/tunnels.css";
import "./styles/access.css";
import "./styles/fleet.css";

async function start(): Promise<void> {
  const host = await chooseHost();
  const queryClient = createQueryClient();
  const journal = createJournal(host);
  // Nothing can be typed over what is brought back.
  await journal.restore();
  rehearseAfterStart();
  connectStore(host, queryClient, useAppStore);
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

/** In a browser, while developing, an invented fleet answers in place of the backend. */
async function chooseHost(): Promise<Host> {
  if (import.meta.env.DEV && !isDesktop()) {
    const [{ createFakeHost }, { fakeOptions }] = await Promise.all([
      import("./ipc/fakeHost"),
      import("./ipc/fake/options"),
    ]);
    return createFakeHost(fakeOptions(window.location.search)).host;
  }
  return tauriHost;
}

void start();
