import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WriteFile } from "../ipc/contract";
import { createFakeHost } from "../ipc/fakeHost";
import { findEditor } from "../testing/editor";
import { openFile, openFiles, README } from "../testing/files";
import { CodeEditor } from "./CodeEditor";
import { lineBreakOf } from "./lineBreak";

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\n",
        "\r\n",
        "\r",
        "\uFEFF",
        "\u{10FF80}",
        "\u{10FFFF}",
        "\u2028",
        "\0",
        "\t",
      ),
      fc.string({ unit: "grapheme" }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(""));

const NOTHING: [] = [];

describe("the editor", () => {
  it("changes nothing of a text but what is edited", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.nat(), async (text, place) => {
        let edited = text;
        const { unmount } = render(
          <div data-testid="any">
            <CodeEditor
              label="Any text"
              text={text}
              extension={NOTHING}
              lineBreak={lineBreakOf(text)}
              onEdit={(next) => {
                edited = next;
              }}
            />
          </div>,
        );
        const view = await findEditor("any");
        expect(view.state.sliceDoc()).toBe(text);
        const at = place % (view.state.doc.length + 1);
        const [before, after] = [view.state.sliceDoc(0, at), view.state.sliceDoc(at)];
        act(() => view.dispatch({ changes: { from: at, insert: "X" } }));
        expect(edited).toBe(`${before}X${after}`);
        expect(before + after).toBe(text);
        unmount();
      }),
      { numRuns: 60 },
    );
  });
});

describe("a file with bytes that are not UTF-8", () => {
  it("shows them as \\xNN, says so, and sends them back as they are", async () => {
    const fake = createFakeHost();
    fake.world.files[README] = "caf\u{10FFE9}\n";
    const view = await openFile(fake);
    expect(screen.getByText(/bytes that are not UTF-8; they are shown as \\xNN/)).toBeVisible();
    expect(view.contentDOM).toHaveTextContent("caf\\xE9");
    act(() => view.dispatch({ changes: { from: 0, insert: "a " } }));
    await userEvent.click(screen.getByTestId("file-save"));
    await screen.findByTestId("file-saved");
    const write = fake.calls.find(({ name }) => name === "write_file")?.args as WriteFile;
    expect(write).toMatchObject({ text: "a caf\u{10FFE9}\n", encoding: "utf8_with_bytes" });
  });

  it("says of a byte order mark that it is kept", async () => {
    const fake = createFakeHost();
    fake.world.files[README] = "\uFEFFone\n";
    await openFile(fake);
    expect(screen.getByText(/byte order mark; it is kept/)).toBeVisible();
  });
});

describe("a file that cannot be edited as text", () => {
  it("shows both ends of a large one, says how much is left out, and offers to download it", async () => {
    const fake = createFakeHost();
    fake.world.files["/workspace/big.log"] = "the beginning\n";
    await openFiles(fake);
    await userEvent.click(await screen.findByTestId("file-/workspace/big.log"));
    const view = await findEditor("file-excerpt");
    expect(view.state.readOnly).toBe(true);
    expect(view.state.sliceDoc()).toMatch(
      /^the beginning\n\n… 5,111,808 bytes are not shown …\n\n.*done\n$/,
    );
    expect(screen.getByRole("button", { name: "Download" })).toBeVisible();
  });

  it("says of a binary one what it is and how large, and offers to download it", async () => {
    const fake = createFakeHost();
    fake.world.files["/workspace/logo.png"] = "PNG";
    await openFiles(fake);
    await userEvent.click(await screen.findByTestId("file-/workspace/logo.png"));
    expect(await screen.findByText("This is not a text file.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Download" })).toBeVisible();
  });
});
