import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { findEditor, replaceText } from "../testing/editor";
import { renderWith } from "../testing/renderWith";
import { Panel } from "./Panel";

async function show(fake: FakeHost) {
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await screen.findByText("opus-5");
}

const menu = () => userEvent.click(screen.getByTestId("panel-menu"));
const sets = (fake: FakeHost) =>
  fake.calls.flatMap(({ name, args }) => (name === "set_workspace" ? [args] : []));
const item = (name: string) => screen.findByRole("menuitemcheckbox", { name });
const OWN = "Read-only for this workspace";

describe("a workspace that is read-only", () => {
  it("is set so from its menu, and its editors say why", async () => {
    const fake = createFakeHost();
    await show(fake);
    await userEvent.click(screen.getByTestId("config-raw"));
    const view = await findEditor("config-editor");
    await menu();
    await userEvent.click(await item(OWN));
    await waitFor(() => expect(view.state.readOnly).toBe(true));
    expect(screen.getByText(/^Read-only:/)).toHaveTextContent("this workspace is set to it");
    expect(sets(fake)).toEqual([
      { workspaceId: "ws-02", values: { readOnly: true, baseFolder: null } },
    ]);
  });

  it("is changed back only after asking", async () => {
    const fake = createFakeHost();
    fake.world.settings.values.workspaces["ws-02"] = { readOnly: true, baseFolder: "/srv" };
    await show(fake);
    await menu();
    const present = await item(OWN);
    expect(present).toBeChecked();
    await userEvent.click(present);
    expect(await screen.findByRole("alertdialog", { name: "Allow changes again?" })).toBeVisible();
    expect(sets(fake)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Allow changes" }));
    expect(sets(fake)).toEqual([
      { workspaceId: "ws-02", values: { readOnly: false, baseFolder: "/srv" } },
    ]);
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  });

  it("cannot be changed while the settings make everything read-only", async () => {
    const fake = createFakeHost();
    fake.world.settings.values.readOnly = true;
    await show(fake);
    await menu();
    const present = await item("Read-only everywhere, by the settings");
    expect(present).toHaveAttribute("aria-disabled", "true");
  });

  it("refuses a save in words of its own where it was set so elsewhere", async () => {
    const fake = createFakeHost({ failing: { write_file: "read_only" } });
    await show(fake);
    await userEvent.click(screen.getByTestId("config-raw"));
    replaceText(await findEditor("config-editor"), "name: Other\n");
    await userEvent.click(screen.getByTestId("config-save"));
    expect(await screen.findByText(/Nothing can be written here/)).toBeVisible();
  });
});

describe("the base folder", () => {
  it("is set for one workspace, whose panel is loaded again then", async () => {
    const fake = createFakeHost();
    await show(fake);
    const openings = () => fake.calls.filter(({ name }) => name === "open_panel").length;
    await menu();
    await userEvent.click(await screen.findByRole("menuitem", { name: "Base folder…" }));
    await userEvent.type(await screen.findByTestId("base-folder"), "srv");
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await userEvent.clear(screen.getByTestId("base-folder"));
    await userEvent.type(screen.getByTestId("base-folder"), "/srv/agent");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(openings()).toBe(2));
    expect(sets(fake)).toEqual([
      { workspaceId: "ws-02", values: { readOnly: false, baseFolder: "/srv/agent" } },
    ]);
  });
});
