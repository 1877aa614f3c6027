import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { RemoveFile } from "../ipc/contract";
import { replaceInstance } from "../ipc/fake/access";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { findEditor, replaceText } from "../testing/editor";
import { holdReply } from "../testing/holdReply";
import { renderWith } from "../testing/renderWith";
import { useDrafts } from "./drafts";

const OLD = "i-0a1b2c3d4e5f60001";
const README = "/workspace/README.md";
const LOG = "/workspace/big.log";

async function open(fake: FakeHost, path: string) {
  fake.world.files[LOG] = "x";
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await userEvent.click(await screen.findByTestId("tab-files"));
  await userEvent.selectOptions(await screen.findByTestId("files-root"), "/workspace");
  await userEvent.click(await screen.findByTestId(`file-${path}`));
}

function replace(fake: FakeHost) {
  act(() => replaceInstance(fake.world, "ws-02").forEach(fake.push));
}

const deleteButton = () => screen.getByRole("button", { name: "Delete file" });
const removals = (fake: FakeHost) =>
  fake.calls.flatMap(({ name, args }) => (name === "remove_file" ? [args as RemoveFile] : []));

it("a file is deleted from the instance that it was seen on", async () => {
  const fake = createFakeHost();
  await open(fake, LOG);
  await screen.findByText("This file is too large to edit here.");
  await userEvent.click(deleteButton());
  await userEvent.click(screen.getByTestId("file-remove"));
  await waitFor(() => expect(fake.world.files[LOG]).toBeUndefined());
  expect(removals(fake)).toEqual([{ workspaceId: "ws-02", path: LOG, instanceId: OLD }]);
});

it("a file is not deleted when its instance is replaced before the answer", async () => {
  const fake = createFakeHost();
  await open(fake, README);
  await findEditor("file-editor");
  await userEvent.click(deleteButton());
  replace(fake);
  expect(screen.getByTestId("file-remove")).toBeDisabled();
  expect(screen.getByRole("alertdialog")).toHaveTextContent(
    `The instance was replaced: the file was on ${OLD}, and is not deleted from the new one.`,
  );
});

it("a file that cannot be edited says that its instance is gone, and cannot be deleted", async () => {
  const fake = createFakeHost();
  await open(fake, LOG);
  await screen.findByText("This file is too large to edit here.");
  fake.options.failing = { read_file: "target_unreachable" };
  replace(fake);
  expect(await screen.findByText("The instance was replaced.")).toBeVisible();
  expect(deleteButton()).toHaveAttribute("aria-disabled", "true");
  fake.options.failing = {};
  await userEvent.click(screen.getByRole("button", { name: "Open the file on the new instance" }));
  await waitFor(() => expect(screen.queryByText("The instance was replaced.")).toBeNull());
  expect(deleteButton()).not.toHaveAttribute("aria-disabled", "true");
});

it("what is typed after a deletion was asked for is not dropped with it", async () => {
  const fake = createFakeHost();
  await open(fake, README);
  const view = await findEditor("file-editor");
  const release = holdReply(fake, "remove_file");
  await userEvent.click(deleteButton());
  await userEvent.click(screen.getByTestId("file-remove"));
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  replaceText(view, "mine\n");
  await release();
  expect(useDrafts.getState().drafts[`ws-02:${README}`]?.text).toBe("mine\n");
  expect(await screen.findByTestId(`draft-${README}`)).toBeVisible();
});
