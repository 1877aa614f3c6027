import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ROW_HEIGHT } from "../components/useVirtualRows";
import { useDrafts } from "../files/drafts";
import type { Commands } from "../ipc/contract";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { replaceText } from "../testing/editor";
import { openFile, openFiles } from "../testing/files";

/** For a test that is alone with 100,000 entries on a busy machine. */
const SLOW = { timeout: 15_000 };
const INSTANCE = "i-0a1b2c3d4e5f60001";
const tree = () => screen.findByRole("tree", { name: "Files" });
const row = (path: string) => screen.findByTestId(`file-${path}`);
const names = () =>
  within(screen.getByRole("tree", { name: "Files" }))
    .getAllByRole("treeitem")
    .map((item) => item.getAttribute("data-testid")?.slice("file-".length) ?? item.textContent);

function argsOf<Name extends keyof Commands>(fake: FakeHost, name: Name): Commands[Name][0][] {
  return fake.calls.flatMap((call) => (call.name === name ? [call.args as Commands[Name][0]] : []));
}

function activeRow(element: HTMLElement): string | null | undefined {
  const id = element.getAttribute("aria-activedescendant");
  return id === null ? null : document.getElementById(id)?.getAttribute("data-testid");
}

async function focusTree(): Promise<HTMLElement> {
  const element = await tree();
  await row("/workspace/README.md");
  act(() => element.focus());
  return element;
}

async function menu(path: string, item: string) {
  fireEvent.contextMenu(await row(path));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
}

describe("the tree by keyboard", () => {
  it("goes up and down, into folders and out of them, and opens files", async () => {
    await openFiles(createFakeHost());
    const element = await focusTree();
    expect(activeRow(element)).toBe("file-/workspace/src");
    await userEvent.keyboard("{ArrowRight}");
    expect(await row("/workspace/src")).toHaveAttribute("aria-expanded", "true");
    await row("/workspace/src/main.ts");
    await userEvent.keyboard("{ArrowRight}");
    expect(activeRow(element)).toBe("file-/workspace/src/main.ts");
    expect(await row("/workspace/src/main.ts")).toHaveAttribute("aria-level", "2");
    await userEvent.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(screen.queryByTestId("file-/workspace/src/main.ts")).toBeNull();
    await userEvent.keyboard("{End}");
    expect(activeRow(element)).toBe("file-/workspace/README.md");
    await userEvent.keyboard("{Home}r{Enter}");
    expect(await screen.findByTestId("file-editor")).toBeVisible();
  });

  it("chooses several, and says how many", async () => {
    await openFiles(createFakeHost());
    await focusTree();
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}");
    expect(screen.getByText("2 chosen")).toBeVisible();
    expect(await row("/workspace/src")).toHaveAttribute("aria-selected", "true");
    await userEvent.keyboard("{Escape}");
    expect(await row("/workspace/src")).toHaveAttribute("aria-selected", "false");
  });

  it("copies the paths that are chosen", async () => {
    const user = userEvent.setup();
    await openFiles(createFakeHost());
    await focusTree();
    await user.keyboard("{Control>}a{/Control}{Control>}c{/Control}");
    await waitFor(async () =>
      expect(await navigator.clipboard.readText()).toBe("/workspace/src\n/workspace/README.md"),
    );
  });
});

describe("a folder of 100,000 entries", () => {
  it("is in the document only as far as there is room for it, and loses none", async () => {
    await openFiles(createFakeHost({ bigFolder: 100_000 }));
    await userEvent.click(await row("/workspace/big"));
    const first = await row("/workspace/big/run-000000.json");
    await waitFor(() => expect(first).toHaveAttribute("aria-setsize", "100000"), SLOW);
    const element = await tree();
    expect(within(element).getAllByRole("treeitem").length).toBeLessThan(100);
    const { height } = element.querySelector<HTMLElement>(".virtual-rows")?.style ?? { height: "" };
    expect(Number.parseInt(height, 10)).toBeGreaterThan(100_000 * ROW_HEIGHT);
    act(() => element.focus());
    await userEvent.keyboard(`{End}${"{ArrowUp}".repeat(7)}`);
    expect(await row("/workspace/big/run-099999.json")).toHaveAttribute("aria-posinset", "100000");
  });
});

describe("a folder that cannot be listed", () => {
  it("says so in its place, keeps the rest, and is tried again", async () => {
    const fake = createFakeHost();
    await openFiles(fake);
    await row("/workspace/README.md");
    fake.options.failing = { list_files: "permission_denied" };
    await userEvent.click(await row("/workspace/src"));
    expect(await screen.findByText(/^Could not list it/)).toBeVisible();
    expect(await row("/workspace/README.md")).toBeVisible();
    await userEvent.click(screen.getByText(/^Could not list it/));
    const notice = await screen.findByRole("alert");
    expect(notice).toHaveTextContent("Could not list /workspace/src");
    fake.options.failing = {};
    await userEvent.click(within(notice).getByRole("button", { name: "Retry" }));
    expect(await row("/workspace/src/main.ts")).toBeVisible();
  });
});

it("names that are left out are counted, and shown on demand", async () => {
  const fake = createFakeHost();
  fake.world.files["/workspace/.git/HEAD"] = "";
  await openFiles(fake);
  expect(await screen.findByText("1 not shown: .git")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(await row("/workspace/.git")).toBeVisible();
  expect(screen.queryByText(/not shown/)).toBeNull();
});

it("an entry that cannot be opened says why when the keyboard comes to it", async () => {
  const fake = createFakeHost();
  fake.world.files["/workspace/caf\\xe9.txt"] = "";
  await openFiles(fake);
  await userEvent.click(await row("/workspace/caf\\xe9.txt"));
  expect(screen.getByText("Its name is not UTF-8.")).toBeVisible();
  expect(argsOf(fake, "read_file")).not.toContainEqual(
    expect.objectContaining({ path: "/workspace/caf\\xe9.txt" }),
  );
});

it("the filter keeps what holds the text, with the folders above it", async () => {
  await openFiles(createFakeHost());
  await userEvent.click(await row("/workspace/src"));
  await row("/workspace/src/main.ts");
  await userEvent.type(screen.getByTestId("files-filter"), "main");
  await waitFor(() => expect(names()).toEqual(["/workspace/src", "/workspace/src/main.ts"]));
  expect(screen.getByText("1 found")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(names()).toContain("/workspace/README.md"));
});

describe("renaming", () => {
  it("offers the stem, and brings unsaved text and the open editor along", async () => {
    const fake = createFakeHost();
    const view = await openFile(fake);
    replaceText(view, "mine\n");
    await focusTree();
    await userEvent.keyboard("{F2}");
    const input = screen.getByTestId<HTMLInputElement>("rename");
    expect([input.selectionStart, input.selectionEnd]).toEqual([0, 6]);
    expect(screen.getByText("Its unsaved text comes along.")).toBeVisible();
    await userEvent.keyboard("NOTES{Enter}");
    expect(await row("/workspace/NOTES.md")).toHaveAttribute("aria-current", "true");
    expect(argsOf(fake, "move_entry")).toEqual([
      {
        workspaceId: "ws-02",
        from: "/workspace/README.md",
        to: "/workspace/NOTES.md",
        instanceId: INSTANCE,
      },
    ]);
    expect(Object.keys(useDrafts.getState().drafts)).toEqual(["ws-02:/workspace/NOTES.md"]);
  });

  it("says in its place that the name is taken, and can be corrected", async () => {
    await openFiles(createFakeHost());
    await userEvent.click(await row("/workspace/README.md"));
    await focusTree();
    await userEvent.keyboard("{F2}");
    const input = screen.getByTestId("rename");
    await userEvent.clear(input);
    await userEvent.type(input, "src{Enter}");
    expect(await screen.findByText(/is there already/)).toBeVisible();
    expect(input).toHaveAttribute("aria-invalid", "true");
    await userEvent.type(input, "2{Enter}");
    expect(await row("/workspace/src2")).toBeVisible();
  });
});

describe("deleting", () => {
  it("a folder asks for its name, and tells what was deleted", async () => {
    const fake = createFakeHost();
    await openFiles(fake);
    await menu("/workspace/src", "Delete…");
    const action = await screen.findByTestId("dialog-action");
    expect(action).toBeDisabled();
    await userEvent.type(screen.getByTestId("remove-confirm"), "src");
    await userEvent.click(action);
    expect(await screen.findByText("Deleted 1 file and 1 folder")).toBeVisible();
    expect(screen.queryByTestId("file-/workspace/src")).toBeNull();
    expect(argsOf(fake, "remove_folder")).toEqual([
      { workspaceId: "ws-02", path: "/workspace/src", instanceId: INSTANCE, confirmedName: "src" },
    ]);
  });

  it("several asks for their number, and leaves those in the list that could not be", async () => {
    const fake = createFakeHost({ failing: { remove_folder: "permission_denied" } });
    await openFiles(fake);
    await focusTree();
    await userEvent.keyboard("{Control>}a{/Control}{Delete}");
    await userEvent.type(await screen.findByTestId("remove-confirm"), "2");
    await userEvent.click(screen.getByTestId("dialog-action"));
    expect(await screen.findByText("Not deleted")).toBeVisible();
    expect(screen.getByRole("heading", { name: "Delete this folder?" })).toBeVisible();
    expect(fake.world.files["/workspace/README.md"]).toBeUndefined();
  });
});

it("entries are moved to a folder that is typed, but not into themselves", async () => {
  const fake = createFakeHost();
  await openFiles(fake);
  await menu("/workspace/README.md", "Move to…");
  const input = await screen.findByTestId("move-to");
  expect(screen.getByTestId("dialog-action")).toBeDisabled();
  await userEvent.clear(input);
  await userEvent.type(input, "/workspace/src/");
  await userEvent.click(screen.getByTestId("dialog-action"));
  await waitFor(() => expect(screen.queryByTestId("file-/workspace/README.md")).toBeNull());
  expect(fake.world.files["/workspace/src/README.md"]).toBe("# Checkout\n");
});

it("a row that is dragged onto a folder is moved there, once that is confirmed", async () => {
  const fake = createFakeHost();
  await openFiles(fake);
  const folder = await row("/workspace/src");
  document.elementFromPoint = () => folder;
  fireEvent.pointerDown(await row("/workspace/README.md"), { button: 0, clientX: 0, clientY: 40 });
  fireEvent.pointerMove(window, { clientX: 30, clientY: 10 });
  expect(folder).toHaveAttribute("data-target", "true");
  fireEvent.pointerUp(window, { clientX: 30, clientY: 10 });
  expect(await screen.findByTestId("move-to")).toHaveValue("/workspace/src");
  expect(folder).toHaveAttribute("data-target", "false");
});

it("a new folder is made beside what is chosen", async () => {
  const fake = createFakeHost();
  await openFiles(fake);
  await menu("/workspace/src", "New folder…");
  await userEvent.type(await screen.findByTestId("new-folder-name"), "lib{Enter}");
  await waitFor(() => expect(fake.world.folders.has("/workspace/src/lib")).toBe(true));
});

it("properties tell size, mode and owner", async () => {
  await openFiles(createFakeHost());
  await menu("/workspace/README.md", "Properties…");
  expect(await screen.findByText("rw-r--r-- (0644)")).toBeVisible();
  expect(screen.getByText("user 1000, group 1000")).toBeVisible();
});

it("where everything is read-only, what changes something is off and says why", async () => {
  const fake = createFakeHost();
  fake.world.settings.values.readOnly = true;
  await openFiles(fake);
  fireEvent.contextMenu(await row("/workspace/README.md"));
  const remove = await screen.findByRole("menuitem", { name: "Delete…" });
  expect(remove).toHaveAttribute("aria-disabled", "true");
  expect(remove.title).not.toBe("");
  expect(screen.getByRole("menuitem", { name: "Download…" })).not.toHaveAttribute("aria-disabled");
  expect(screen.getByText(/^Read-only/)).toBeVisible();
});

it("what is open in a tree is as it was when one comes back to it", async () => {
  await openFiles(createFakeHost());
  await userEvent.click(await row("/workspace/src"));
  await row("/workspace/src/main.ts");
  await userEvent.click(screen.getByTestId("tab-card"));
  await userEvent.click(screen.getByTestId("tab-files"));
  expect(await row("/workspace/src/main.ts")).toBeVisible();
});
