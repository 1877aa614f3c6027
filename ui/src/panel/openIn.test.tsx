import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderWith } from "../testing/renderWith";
import { Panel } from "./Panel";

async function openIn(fake: FakeHost, name: string, onClose = vi.fn()) {
  renderWith(fake, <Panel workspaceId="ws-02" onClose={onClose} />);
  await screen.findByText("opus-5");
  await userEvent.click(screen.getByRole("button", { name: "More about the workspace" }));
  await userEvent.click(await screen.findByRole("menuitem", { name }));
}

describe("the menu of a panel", () => {
  it("opens the instance in another program and shows the command line", async () => {
    const fake = createFakeHost();
    await openIn(fake, "Open in VS Code");
    const said = (await screen.findByText("Opened in VS Code.")).closest<HTMLElement>(
      "[role=status]",
    );
    expect(said).toHaveTextContent("code --remote ssh-remote+ubuntu@i-0a1b2c3d4e5f60001 /configs");
    expect(fake.calls).toContainEqual({
      name: "open_in",
      args: { workspaceId: "ws-02", tool: "vs_code" },
    });
    const note = within(said ?? document.body);
    expect(note.getByRole("button", { name: "Copy the command" })).toBeVisible();
    await userEvent.click(note.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText("Opened in VS Code.")).toBeNull();
  });

  it("says why it was not opened, and tries again", async () => {
    const fake = createFakeHost({ failing: { open_in: "unsupported" } });
    await openIn(fake, "Open in terminal");
    const alert = (await screen.findByText("Not opened in a terminal")).closest<HTMLElement>(
      "[role=alert]",
    );
    fake.options.failing = {};
    await userEvent.click(within(alert ?? document.body).getByRole("button", { name: "Retry" }));
    expect(await screen.findByText("Opened in a terminal.")).toBeVisible();
  });

  it("leads to the choice of the instance, and the keyboard goes back to the menu's button", async () => {
    await openIn(createFakeHost(), "Choose instance…");
    await screen.findByRole("dialog", { name: "The instance of Code Reviewer" });
    await userEvent.keyboard("{Escape}");
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "More about the workspace" })).toHaveFocus(),
    );
  });

  it("closes the menu on Escape, and not the panel with it", async () => {
    const onClose = vi.fn();
    renderWith(createFakeHost(), <Panel workspaceId="ws-02" onClose={onClose} />);
    await userEvent.click(await screen.findByRole("button", { name: "More about the workspace" }));
    await screen.findByRole("menu");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(onClose).not.toHaveBeenCalled();
  });
});
