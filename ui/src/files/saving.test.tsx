import { insertNewline } from "@codemirror/commands";
import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { findEditor, replaceText } from "../testing/editor";
import { renderWith } from "../testing/renderWith";

const CONFIG = "/configs/config.yaml";
const PROMPT = "/workspace/README.md";

async function openConfig(fake: FakeHost) {
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await screen.findByText("opus-5");
  await userEvent.click(screen.getByTestId("config-raw"));
  return findEditor("config-editor");
}

async function openReadme(fake: FakeHost) {
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await userEvent.click(await screen.findByTestId("tab-files"));
  await userEvent.selectOptions(await screen.findByTestId("files-root"), "/workspace");
  await userEvent.click(await screen.findByTestId(`file-${PROMPT}`));
  return findEditor("file-editor");
}

function writes(fake: FakeHost) {
  return fake.calls.filter(({ name }) => name === "write_file");
}

describe("saving config.yaml", () => {
  it("writes the exact text with the version it started from, and says that it is saved", async () => {
    const fake = createFakeHost();
    const before = fake.world.files[CONFIG] ?? "";
    const view = await openConfig(fake);
    expect(view.state.sliceDoc()).toBe(before);
    expect(screen.getByTestId("config-save")).toBeDisabled();

    replaceText(view, `${before}# checked\n`);
    await userEvent.click(screen.getByTestId("config-save"));

    expect(await screen.findByTestId("config-saved")).toHaveTextContent("Saved");
    expect(fake.world.files[CONFIG]).toBe(`${before}# checked\n`);
    expect(writes(fake)[0]?.args).toMatchObject({ base: { sha256: `fake:${before}` } });
  });

  it("saves on Ctrl-S", async () => {
    const fake = createFakeHost();
    const view = await openConfig(fake);
    replaceText(view, "name: By key\n");
    view.focus();
    await userEvent.keyboard("{Control>}s{/Control}");
    await screen.findByTestId("config-saved");
    expect(fake.world.files[CONFIG]).toBe("name: By key\n");
  });

  it("shows the saved values in the form", async () => {
    const view = await openConfig(createFakeHost());
    replaceText(view, "name: Renamed\n");
    await userEvent.click(screen.getByTestId("config-save"));
    await screen.findByTestId("config-saved");
    await userEvent.click(screen.getByTestId("config-form"));
    expect(screen.getByLabelText("Name")).toHaveValue("Renamed");
    expect(screen.getByTestId("panel-title"), "its row too").toHaveTextContent("Renamed");
  });

  it("refuses what is not YAML, names the line and keeps the text", async () => {
    const fake = createFakeHost();
    const view = await openConfig(fake);
    replaceText(view, "name: a\nmodel: [1\n");
    await userEvent.click(screen.getByTestId("config-save"));
    expect(await screen.findByText("Not saved. Your text is still here.")).toBeVisible();
    expect(screen.getByText("invalid_yaml").parentElement).toHaveTextContent(/line \d/);
    expect(writes(fake)).toHaveLength(0);
    expect(view.state.sliceDoc()).toBe("name: a\nmodel: [1\n");
  });
});

describe("saving a file", () => {
  it("keeps the text when the save fails, and saves it on retry", async () => {
    const fake = createFakeHost({ failing: { write_file: "tunnel_lost" } });
    const view = await openReadme(fake);
    replaceText(view, "mine\n");
    await userEvent.click(screen.getByTestId("file-save"));
    await screen.findByText("Not saved. Your text is still here.");
    expect(view.state.sliceDoc()).toBe("mine\n");

    fake.options.failing = {};
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[PROMPT]).toBe("mine\n");
  });

  it("keeps the draft when the file is closed and opened again", async () => {
    const view = await openReadme(createFakeHost());
    replaceText(view, "half a thought\n");
    await userEvent.click(screen.getByRole("button", { name: "Close file" }));
    expect(screen.getByRole("img", { name: "unsaved" })).toBeVisible();
    await userEvent.click(screen.getByTestId(`file-${PROMPT}`));
    expect((await findEditor("file-editor")).state.sliceDoc()).toBe("half a thought\n");
  });

  it("keeps CRLF line ends", async () => {
    const fake = createFakeHost();
    fake.world.files[PROMPT] = "one\r\ntwo\r\n";
    const view = await openReadme(fake);
    expect(screen.getByTestId("file-save"), "opening changes nothing").toBeDisabled();
    act(() => {
      view.dispatch({ selection: { anchor: view.state.doc.length } });
      view.dispatch(view.state.replaceSelection("three"));
      insertNewline(view);
    });
    await waitFor(() => expect(screen.getByTestId("file-save")).toBeEnabled());
    await userEvent.click(screen.getByTestId("file-save"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[PROMPT]).toBe("one\r\ntwo\r\nthree\r\n");
  });
});

describe("deleting and creating", () => {
  it("deletes a file only after asking", async () => {
    const fake = createFakeHost();
    await openReadme(fake);
    await userEvent.click(screen.getByRole("button", { name: "Delete file" }));
    expect(fake.world.files[PROMPT]).toBeDefined();
    await userEvent.click(screen.getByTestId("file-remove"));
    await waitFor(() => expect(screen.queryByTestId(`file-${PROMPT}`)).toBeNull());
    expect(fake.world.files[PROMPT]).toBeUndefined();
  });

  it("does not replace a file by a new one of the same name", async () => {
    const fake = createFakeHost();
    await openReadme(fake);
    await userEvent.click(screen.getByRole("button", { name: "New file" }));
    await userEvent.type(screen.getByTestId("new-file-name"), "README.md");
    await userEvent.click(screen.getByRole("button", { name: "Create" }));
    expect(
      await screen.findByText("A file of this name exists; choose another name."),
    ).toBeVisible();
    expect(fake.world.files[PROMPT]).not.toBe("");
  });

  it("opens a new file in the editor", async () => {
    const fake = createFakeHost();
    await openReadme(fake);
    await userEvent.click(screen.getByRole("button", { name: "New file" }));
    await userEvent.type(screen.getByTestId("new-file-name"), "notes.md");
    await userEvent.click(screen.getByRole("button", { name: "Create" }));
    expect(await screen.findByTestId("file-/workspace/notes.md")).toBeVisible();
    expect(fake.world.files["/workspace/notes.md"]).toBe("");
  });

  it("names the size of a file that is too large, and shows no editor", async () => {
    const fake = createFakeHost();
    fake.world.files["/workspace/big.log"] = "x";
    await openReadme(fake);
    await userEvent.click(screen.getByTestId("file-/workspace/big.log"));
    expect(await screen.findByText("This file is too large to edit here.")).toBeVisible();
    expect(screen.getByText("5.0 MiB")).toBeVisible();
    expect(screen.queryByTestId("file-editor")).toBeNull();
  });
});
