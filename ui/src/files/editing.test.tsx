import { syntaxTree } from "@codemirror/language";
import { forceLinting } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { createFakeHost } from "../ipc/fakeHost";
import { replaceText } from "../testing/editor";
import { openFile, README } from "../testing/files";
import { languageFor } from "./language";

describe("highlighting", () => {
  it.each([
    ["/a/config.yaml", "a: 1"],
    ["/a/b.json", "{}"],
    ["/a/README.md", "# a"],
    ["/a/pyproject.toml", "[a]"],
    ["/a/run.sh", "echo"],
    ["/home/ubuntu/.bashrc", "echo"],
    ["/a/Dockerfile", "FROM a"],
  ])("knows %s", (path, doc) => {
    const state = EditorState.create({ doc, extensions: [languageFor(path)] });
    expect(syntaxTree(state).length).toBeGreaterThan(0);
  });

  it("leaves a file of an unknown kind plain", () => {
    expect(languageFor("/a/LICENSE")).toEqual([]);
  });
});

describe("the editor", () => {
  it.each([
    ["/workspace/a.json", '{\n  "a": ]\n}\n'],
    ["/workspace/a.yaml", "a: 1\nb: ]\n"],
  ])("marks what is wrong with %s, and saves it all the same", async (path, broken) => {
    const fake = createFakeHost();
    fake.world.files[path] = "";
    const view = await openFile(fake, path);
    replaceText(view, broken);
    act(() => forceLinting(view));
    await waitFor(() => expect(view.dom.querySelector(".cm-lint-marker-error")).not.toBeNull());
    await userEvent.click(screen.getByTestId("file-save"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[path]).toBe(broken);
  });

  it("finds and replaces on Ctrl-F, and goes to a line on Alt-G", async () => {
    const view = await openFile(createFakeHost());
    act(() => view.focus());
    await userEvent.keyboard("{Control>}f{/Control}");
    expect(await screen.findByPlaceholderText("Find")).toBeVisible();
    expect(screen.getByPlaceholderText("Replace")).toBeVisible();
    act(() => view.focus());
    await userEvent.keyboard("{Alt>}g{/Alt}");
    expect(view.dom.querySelector(".cm-goto-line")).not.toBeNull();
  });

  it("says whether the save was checked, and what else there is to know", async () => {
    const fake = createFakeHost();
    const view = await openFile(fake);
    replaceText(view, "mine\n");
    fake.options.saveNotes = ["the server cannot flush to the disk"];
    await userEvent.click(screen.getByTestId("file-save"));
    expect(await screen.findByTestId("file-saved")).toHaveTextContent("Saved and checked");
    expect(screen.getByText("the server cannot flush to the disk")).toBeVisible();
    expect(fake.world.files[README]).toBe("mine\n");
  });
});
