import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { SearchEnd, SearchMatch } from "../ipc/contract";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { IpcError } from "../ipc/ipcError";
import { findEditor } from "../testing/editor";
import { openFiles } from "../testing/files";

const MAIN = "/workspace/src/main.ts";
const status = () => screen.getByTestId("search-status");

async function search(fake: FakeHost, text: string) {
  await openFiles(fake);
  await userEvent.click(await screen.findByTestId("files-filter"));
  await userEvent.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
  await userEvent.type(await screen.findByTestId("search-text"), `${text}{Enter}`);
}

/** Keeps searches open, with their channel in the test's hands. */
function holdSearch(fake: FakeHost) {
  const held = {
    found: (_matches: SearchMatch[]) => {},
    end: (_end: SearchEnd) => {},
    fail: (_error: IpcError) => {},
  };
  fake.host.searchFiles = (args, onMatches) => {
    fake.calls.push({ name: "search_files", args });
    held.found = (matches) => act(() => onMatches(matches));
    return new Promise((resolve, reject) => {
      held.end = resolve;
      held.fail = reject;
    });
  };
  return held;
}

it("lines are found below their files, marked, and opened in the editor", async () => {
  const fake = createFakeHost();
  fake.world.files[MAIN] = 'const a = 1;\n\nconsole.log("Hello");\n';
  await search(fake, "hello");
  const line = await screen.findByTestId(`found-${MAIN}:3`);
  expect(line.querySelector("mark")).toHaveTextContent("Hello");
  expect(status()).toHaveTextContent("1 line in 1 file");
  await userEvent.click(line);
  const view = await findEditor("file-editor");
  const { from, to } = view.state.selection.main;
  expect(view.state.sliceDoc(from, to)).toBe('console.log("Hello");');
});

it("case is matched on demand", async () => {
  const fake = createFakeHost();
  await search(fake, "checkout");
  expect(await screen.findByTestId("found-/workspace/README.md:1")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Match case" }));
  await userEvent.click(screen.getByTestId("search-start"));
  await waitFor(() => expect(status()).toHaveTextContent("Nothing found"));
});

it("what is found comes as it is found, and stays when the search is stopped", async () => {
  const fake = createFakeHost();
  const held = holdSearch(fake);
  await search(fake, "x");
  expect(status()).toHaveTextContent("Searching… nothing yet");
  held.found([{ path: MAIN, line: 7, text: "x = 1" }]);
  expect(screen.getByTestId(`found-${MAIN}:7`)).toBeVisible();
  fireEvent.keyDown(screen.getByTestId("search-text"), { key: "Escape" });
  expect(status()).toHaveTextContent("Stopped by you: 1 line in 1 file so far");
  const [started, stopped] = ["search_files", "stop_search"].map(
    (name) => fake.calls.find((call) => call.name === name)?.args as { searchId: number },
  );
  expect(stopped?.searchId).toBe(started?.searchId);
  await act(async () => held.fail(new IpcError("cancelled", "stopped")));
  expect(screen.queryByText("Could not search")).toBeNull();
});

it("a new search stops the old one, and takes nothing from it", async () => {
  const fake = createFakeHost();
  const held = holdSearch(fake);
  await search(fake, "x");
  const old = held.found;
  fireEvent.submit(screen.getByTestId("search-text"));
  expect(fake.calls.some(({ name }) => name === "stop_search")).toBe(true);
  old([{ path: MAIN, line: 7, text: "x = 1" }]);
  expect(screen.queryByTestId(`found-${MAIN}:7`)).toBeNull();
});

it("a search says that it was cut, and where it could not look", async () => {
  const fake = createFakeHost();
  fake.world.files[MAIN] = "hit\n".repeat(2_500);
  fake.world.searchProblems = ["/workspace/secret: permission denied"];
  await search(fake, "hit");
  await waitFor(() => expect(status()).toHaveTextContent(/^Stopped at 2,000 lines/));
  expect(screen.getByText("One place could not be searched")).toBeVisible();
  expect(screen.getAllByRole("treeitem").length).toBeLessThan(100);
});

it("a search that fails says why, and is tried again", async () => {
  const fake = createFakeHost({ failing: { search_files: "unsupported" } });
  await search(fake, "hello");
  expect(await screen.findByText("Could not search")).toBeVisible();
  fake.options.failing = {};
  await userEvent.click(screen.getByRole("button", { name: "Retry" }));
  expect(await screen.findByTestId(`found-${MAIN}:1`)).toBeVisible();
});

it("Escape goes back to the tree, as it was", async () => {
  await search(createFakeHost(), "hello");
  await screen.findByTestId(`found-${MAIN}:1`);
  await userEvent.keyboard("{Escape}");
  expect(await screen.findByTestId("file-/workspace/README.md")).toBeVisible();
});
