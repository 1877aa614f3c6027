import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { OpenPanel, WriteFile } from "../ipc/contract";
import { replaceInstance } from "../ipc/fake/access";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { findEditor, replaceText } from "../testing/editor";
import { renderWith } from "../testing/renderWith";

const OLD = "i-0a1b2c3d4e5f60001";
const NEW = "i-0fedcba9876543210";
const README = "/workspace/README.md";

async function open(fake: FakeHost) {
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await userEvent.click(await screen.findByTestId("tab-files"));
  await userEvent.selectOptions(await screen.findByTestId("files-root"), "/workspace");
  await userEvent.click(await screen.findByTestId(`file-${README}`));
  return findEditor("file-editor");
}

function replace(fake: FakeHost, next?: string | null) {
  const events = replaceInstance(fake.world, "ws-02", next);
  fake.world.files[README] = "# New\n";
  act(() => events.forEach(fake.push));
}

const notice = () => screen.findByText("The instance was replaced.");
const openNew = () => screen.getByRole("button", { name: "Open the file on the new instance" });
const writes = (fake: FakeHost) => fake.calls.filter(({ name }) => name === "write_file");

describe("a file whose instance was replaced", () => {
  it("keeps its text, says whose it is, and is not saved to the new one", async () => {
    userEvent.setup();
    const fake = createFakeHost();
    const view = await open(fake);
    replaceText(view, "mine\n");
    replace(fake);
    const alert = (await notice()).closest<HTMLElement>("[role=alert]") ?? document.body;
    expect(alert).toHaveTextContent(
      `This text belongs to ${OLD}; it is kept here and is not saved to the new one.`,
    );
    expect(view.state.sliceDoc()).toBe("mine\n");
    expect(screen.getByTestId("file-save")).toBeDisabled();
    expect(screen.getByText("Read-only")).toBeVisible();
    expect(screen.getByRole("button", { name: "Delete file" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    act(() => view.focus());
    await userEvent.keyboard("{Control>}s{/Control}");
    expect(writes(fake)).toEqual([]);
    const copying = vi.spyOn(navigator.clipboard, "writeText");
    await userEvent.click(within(alert).getByRole("button", { name: "Copy text" }));
    expect(copying).toHaveBeenCalledWith("mine\n");
  });

  it("asks before unsaved text is dropped for the file on the new instance", async () => {
    const fake = createFakeHost();
    const view = await open(fake);
    replaceText(view, "mine\n");
    replace(fake);
    await notice();
    await userEvent.click(openNew());
    await userEvent.click(await screen.findByRole("button", { name: "Keep it" }));
    expect(view.state.sliceDoc()).toBe("mine\n");
    await userEvent.click(openNew());
    await userEvent.click(await screen.findByRole("button", { name: "Drop it and open the file" }));
    await waitFor(() => expect(view.state.sliceDoc()).toBe("# New\n"));
    expect(screen.queryByText("The instance was replaced.")).toBeNull();
    replaceText(view, "# Newer\n");
    await userEvent.click(screen.getByTestId("file-save"));
    await screen.findByTestId("file-saved");
    expect(writes(fake)).toMatchObject([
      { args: { instanceId: NEW } satisfies Partial<WriteFile> },
    ]);
  });

  it("opens on the new instance at once where there is nothing to lose", async () => {
    const fake = createFakeHost();
    const view = await open(fake);
    replace(fake);
    await notice();
    expect(view.state.sliceDoc()).toBe("# Checkout\n");
    await userEvent.click(openNew());
    await waitFor(() => expect(view.state.sliceDoc()).toBe("# New\n"));
  });

  it("keeps its text when the file cannot be opened on the new instance", async () => {
    const fake = createFakeHost();
    const view = await open(fake);
    replace(fake);
    await notice();
    fake.options.failing = { read_file: "not_found" };
    await userEvent.click(openNew());
    expect(await screen.findByText(/^Could not load what is on the instance/)).toBeVisible();
    expect(view.state.sliceDoc()).toBe("# Checkout\n");
  });

  it("keeps the unsaved text of a file that is not open", async () => {
    const fake = createFakeHost();
    replaceText(await open(fake), "mine\n");
    await userEvent.click(screen.getByRole("button", { name: "Close file" }));
    replace(fake);
    await userEvent.click(await screen.findByTestId(`file-${README}`));
    expect((await findEditor("file-editor")).state.sliceDoc()).toBe("mine\n");
    expect(await notice()).toBeVisible();
    expect(screen.getByTestId("file-save")).toBeDisabled();
  });

  it("stays open when the new instance cannot be reached", async () => {
    const fake = createFakeHost();
    const view = await open(fake);
    fake.options.failing = { files: "target_unreachable", list_files: "target_unreachable" };
    replace(fake);
    expect(await screen.findByText("Could not load the files")).toBeVisible();
    expect(view.state.sliceDoc()).toBe("# Checkout\n");
    expect(await notice()).toBeVisible();
  });
});

describe("the panel of a workspace whose instance was replaced", () => {
  it("loads everything again, and keeps the open text of config.yaml", async () => {
    const fake = createFakeHost();
    renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
    await screen.findByText("opus-5");
    await userEvent.click(screen.getByTestId("config-raw"));
    const view = await findEditor("config-editor");
    const before = view.state.sliceDoc();
    fake.world.files["/configs/config.yaml"] = "name: Anew\n";
    replace(fake);
    await notice();
    expect(view.state.sliceDoc()).toBe(before);
    const openings = fake.calls.filter(({ name }) => name === "open_panel");
    const [first, second] = openings.map(({ args }) => args as OpenPanel);
    expect(second?.generation).toBeGreaterThan(first?.generation ?? 0);
    expect(second?.legs).toEqual(first?.legs);
    await userEvent.click(openNew());
    await waitFor(() => expect(view.state.sliceDoc()).toBe("name: Anew\n"));
  });
});
