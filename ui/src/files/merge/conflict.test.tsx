import { undo } from "@codemirror/commands";
import { EditorView } from "@codemirror/view";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { WriteFile, WriteOutcome } from "../../ipc/contract";
import { readFakeFile } from "../../ipc/fake/files";
import { createFakeHost, type FakeHost } from "../../ipc/fakeHost";
import type { CallName, Host } from "../../ipc/host";
import { replaceText } from "../../testing/editor";
import { openFile, README } from "../../testing/files";

const BASE = "one\ntwo\nthree\nfour\nfive\n";

const writes = (fake: FakeHost) =>
  fake.calls.flatMap(({ name, args }) => (name === "write_file" ? [args as WriteFile] : []));

/** An editor with `mine`, saved while `theirs` is on the instance. */
async function conflict(mine: string, theirs: string | null, title: string) {
  const fake = createFakeHost();
  fake.world.files[README] = BASE;
  const view = await openFile(fake);
  if (theirs === null) {
    delete fake.world.files[README];
  } else {
    fake.world.files[README] = theirs;
  }
  replaceText(view, mine);
  await userEvent.click(screen.getByTestId("file-save"));
  const dialog = within(await screen.findByRole("dialog", { name: title }));
  return { fake, view, dialog };
}

const CHANGED = "This file has changed on the instance";
const button = (name: string) => screen.getByRole("button", { name });

function mergedEditor(): EditorView {
  const [, merged] = document.querySelectorAll<HTMLElement>(
    "[data-testid=merge-editor] .cm-editor",
  );
  const view = merged === undefined ? null : EditorView.findFromDOM(merged);
  if (view === null) {
    throw new Error("there is no merged text");
  }
  return view;
}

/** Answers the next save with `outcome`, after the file has become `text`. */
function answerSave(fake: FakeHost, outcome: (args: WriteFile) => WriteOutcome) {
  const call = fake.host.call;
  fake.host.call = (async (name: CallName, ...args: never[]) => {
    if (name !== "write_file") {
      return (call as (...all: unknown[]) => Promise<unknown>)(name, ...args);
    }
    fake.host.call = call;
    return outcome(args[0] as unknown as WriteFile);
  }) as Host["call"];
}

describe("a file that somebody else changed", () => {
  it("is not overwritten unasked, and editing can go on", async () => {
    const { fake, view } = await conflict("mine\n", "theirs\n", CHANGED);
    await userEvent.click(button("Decide later"));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(fake.world.files[README]).toBe("theirs\n");
    expect(view.state.sliceDoc()).toBe("mine\n");
    expect(screen.getByTestId("file-save")).toBeEnabled();
  });

  it("is merged by itself where the changes do not overlap, and that is said", async () => {
    const mine = BASE.replace("one", "ONE");
    const { fake } = await conflict(mine, BASE.replace("five", "FIVE"), CHANGED);
    expect(screen.getByText(/One change of theirs was merged by itself/)).toBeVisible();
    await userEvent.click(screen.getByTestId("save-merged"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[README]).toBe("ONE\ntwo\nthree\nfour\nFIVE\n");
  });

  it("is saved merged only when every conflict is decided, on the base of theirs", async () => {
    const theirs = BASE.replace("two", "TWO").replace("four", "FOUR");
    const { fake } = await conflict(BASE.replace("two", "2").replace("four", "4"), theirs, CHANGED);
    const first = within(screen.getByRole("group", { name: "Conflict 1 of 2" }));
    expect(screen.getByTestId("save-merged")).toBeDisabled();
    await userEvent.click(first.getByRole("button", { name: "Both" }));
    expect(screen.getByText(/One conflict is left/)).toBeVisible();
    const second = within(screen.getByRole("group", { name: "Conflict 2 of 2" }));
    await userEvent.click(second.getByRole("button", { name: "Theirs" }));
    await userEvent.click(screen.getByTestId("save-merged"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[README]).toBe("one\n2\nTWO\nthree\nFOUR\nfive\n");
    expect(writes(fake)[1]).toMatchObject({ base: { sha256: `fake:${theirs}` }, overwrite: false });
  });

  it("is edited freely while it is merged", async () => {
    const { fake } = await conflict("mine\n", "theirs\n", CHANGED);
    replaceText(mergedEditor(), "something else\n");
    await userEvent.click(button("As it is now"));
    await userEvent.click(screen.getByTestId("save-merged"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[README]).toBe("something else\n");
  });

  it("gives way to mine on demand, which is compared again, and never overwrites", async () => {
    const { fake } = await conflict("mine\n", "theirs\n", CHANGED);
    fake.world.files[README] = "theirs again\n";
    await userEvent.click(button("Keep mine"));
    await waitFor(() => expect(writes(fake)).toHaveLength(2));
    expect(await screen.findByRole("dialog", { name: CHANGED })).toBeVisible();
    expect(fake.world.files[README]).toBe("theirs again\n");
    await userEvent.click(button("Keep mine"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[README]).toBe("mine\n");
    expect(writes(fake).every(({ overwrite }) => !overwrite)).toBe(true);
  });

  it("is taken on demand, and undoing brings mine back", async () => {
    const { fake, view } = await conflict("mine\n", "theirs\n", CHANGED);
    await userEvent.click(button("Take theirs"));
    await waitFor(() => expect(view.state.sliceDoc()).toBe("theirs\n"));
    expect(screen.getByTestId("file-save")).toBeDisabled();
    expect(fake.world.files[README]).toBe("theirs\n");
    act(() => void undo(view));
    expect(view.state.sliceDoc()).toBe("mine\n");
    await waitFor(() => expect(screen.getByTestId("file-save")).toBeEnabled());
  });
});

describe("a file that was removed meanwhile", () => {
  const REMOVED = "This file was removed on the instance";

  it("is created again on demand", async () => {
    const { fake } = await conflict("mine\n", null, REMOVED);
    await userEvent.click(button("Keep mine: create it again"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[README]).toBe("mine\n");
    expect(writes(fake)[1]?.base).toBeNull();
  });

  it("is let go only after asking", async () => {
    const { fake } = await conflict("mine\n", null, REMOVED);
    await userEvent.click(button("Drop mine"));
    await userEvent.click(await screen.findByRole("button", { name: "Drop it" }));
    expect(await screen.findByText("Could not open the file")).toBeVisible();
    expect(fake.world.files[README]).toBeUndefined();
  });
});

it("a file that is no text any more is not merged, and it is said where theirs is kept", async () => {
  const fake = createFakeHost();
  const view = await openFile(fake);
  replaceText(view, "mine\n");
  const keptPath = "/workspace/README.md.theirs";
  answerSave(fake, () => {
    const theirs = readFakeFile(fake.world, "/configs/avatar.png", "ws-02");
    return { status: "conflict", theirs: { ...theirs, path: README }, written: null, keptPath };
  });
  await userEvent.click(screen.getByTestId("file-save"));
  expect(await screen.findByRole("dialog", { name: CHANGED })).toHaveTextContent(keptPath);
  expect(screen.queryByTestId("merge-editor")).toBeNull();
  expect(button("Keep mine")).toBeVisible();
});

describe("a text that was saved over a newer one", () => {
  const OVER = "Your text was saved over a newer one";

  async function writtenOver() {
    const fake = createFakeHost();
    const view = await openFile(fake);
    replaceText(view, "mine\n");
    answerSave(fake, ({ path, text }) => {
      fake.world.files[path] = "theirs\n";
      const theirs = readFakeFile(fake.world, path, "ws-02");
      fake.world.files[path] = text;
      const written = readFakeFile(fake.world, path, "ws-02").version;
      return { status: "conflict", theirs, written, keptPath: null };
    });
    await userEvent.click(screen.getByTestId("file-save"));
    await screen.findByRole("dialog", { name: OVER });
    return { fake, view };
  }

  it("needs nothing more to be kept", async () => {
    const { fake } = await writtenOver();
    const before = writes(fake).length;
    await userEvent.click(button("Keep mine"));
    await screen.findByTestId("file-saved");
    expect(writes(fake)).toHaveLength(before);
  });

  it("gives way to theirs on the base of what was written", async () => {
    const { fake } = await writtenOver();
    await userEvent.click(button("Take theirs"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[README]).toBe("theirs\n");
    expect(writes(fake).at(-1)?.base?.sha256).toBe("fake:mine\n");
  });

  it("keeps theirs at hand while that is put off, also when typing goes on", async () => {
    const { view } = await writtenOver();
    await userEvent.click(button("Decide later"));
    replaceText(view, "mine, and more\n");
    await userEvent.click(await screen.findByRole("button", { name: "Show what was there" }));
    expect(await screen.findByRole("dialog", { name: OVER })).toBeVisible();
    expect(view.state.sliceDoc()).toBe("mine, and more\n");
  });
});
