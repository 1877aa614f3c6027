import { connectStore } from "./app/connectStore";
import { createQueryClient } from "./app/queryClient";
import { rehearseAfterStart } from "./app/rehearsal";
import { createJournal } from "./drafts/journal";
import type { Host } from "./ipc/host";
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

/** Asks the backend first: its answers come while the code of the window is read. */
async function start(): Promise<void> {
  const host = await chooseHost();
  const queryClient = createQueryClient();
  const journal = createJournal(host);
  const [{ renderApp }] = await Promise.all([
    import("./renderApp"),
    // With the fleet, the first that is drawn is the canvas.
    connectStore(host, queryClient, useAppStore),
    // Nothing can be typed over what is brought back.
    journal.restore(),
  ]);
  rehearseAfterStart();
  renderApp(host, queryClient, journal);
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
