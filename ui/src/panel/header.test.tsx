import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { FakeOptions } from "../ipc/fake/options";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderWith } from "../testing/renderWith";
import { Panel } from "./Panel";

async function show(options: Partial<FakeOptions> = {}, change = (_fake: FakeHost) => {}) {
  const fake = createFakeHost(options);
  change(fake);
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await screen.findByText("opus-5");
  return fake;
}

const saves = (fake: FakeHost) =>
  fake.calls.flatMap(({ name, args }) => (name === "save_workspace" ? [args] : []));

const rowOf = (fake: FakeHost) => fake.world.workspaces.find(({ id }) => id === "ws-02");

async function rename(text: string) {
  act(() => screen.getByTestId("panel-title").focus());
  await userEvent.keyboard("{F2}");
  const input = await screen.findByRole("textbox", { name: "Name of the workspace" });
  await userEvent.clear(input);
  if (text !== "") {
    await userEvent.type(input, text.replace(/[{[]/g, "$&$&"));
  }
  return input;
}

describe("the name in the panel's header", () => {
  it("is changed in place by F2 and Enter, and gives the keyboard back", async () => {
    const fake = await show();
    await rename("Judge");
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByTestId("panel-title")).toHaveTextContent("Judge"));
    expect(screen.getByTestId("panel-title")).toHaveFocus();
    expect(saves(fake)).toMatchObject([
      { workspaceId: "ws-02", changes: { name: "Judge", tier: null }, model: null, restart: false },
    ]);
    expect(screen.getByTestId("config-name")).toHaveTextContent(
      "config.yaml calls it “Code Reviewer”",
    );
  });

  it("stays as it is on Escape, which does not close the panel", async () => {
    const fake = await show();
    await rename("Judge");
    await userEvent.keyboard("{Escape}");
    expect(screen.getByTestId("panel-title")).toHaveTextContent("Code Reviewer");
    expect(saves(fake)).toEqual([]);
  });

  it.each([
    ["", "Enter a name."],
    ["a*b", "A name has none of { } [ ] | > * & !"],
    ["ü".repeat(128), "A name has at most 255 bytes."],
  ])("is refused here when it is %j", async (name, problem) => {
    const fake = await show();
    const input = await rename(name);
    expect(screen.getByText(problem)).toBeVisible();
    expect(input).toBeInvalid();
    await userEvent.keyboard("{Enter}");
    expect(saves(fake)).toEqual([]);
  });

  it("stays typed when the platform does not take it", async () => {
    await show({ failing: { save_workspace: "platform_error" } });
    const input = await rename("Judge");
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByText(/answered with an error/)).toBeVisible();
    expect(input).toHaveValue("Judge");
  });
});

describe("what the platform says of the workspace", () => {
  it("is gone: what was seen last stays, for reading only", async () => {
    await show({ failing: { workspace: "not_found" }, hasStored: true });
    expect(await screen.findByText("This workspace is gone")).toBeVisible();
    expect(screen.getByTestId("panel-title")).toHaveTextContent("Code Reviewer");
    await waitFor(() => expect(screen.getByLabelText("Tier")).toHaveAttribute("readonly"));
    expect(screen.queryByRole("button", { name: "Rename" })).toBeNull();
  });

  it.each([
    ["unauthenticated", "The platform does not know this organisation"],
    ["platform_error", "The platform has trouble of its own"],
    ["unreachable", "The platform does not answer"],
  ] as const)("has words of its own for %s", async (code, title) => {
    await show({ failing: { workspace: code } });
    expect(await screen.findByText(title)).toBeVisible();
    expect(screen.getByTestId("panel-title")).toHaveTextContent("Code Reviewer");
  });
});

describe("a restart that is due", () => {
  const due = (activeTasks: number) => (fake: FakeHost) =>
    Object.assign(rowOf(fake) ?? {}, {
      activeTasks,
      needsRestart: { reason: "files", sinceMs: 1 },
    });

  it("is said, done by its button, and gone then", async () => {
    const fake = await show({}, due(0));
    expect(screen.getByTestId("needs-restart")).toHaveTextContent(
      "Config changed — restart to apply",
    );
    await userEvent.click(screen.getByRole("button", { name: "Restart" }));
    await waitFor(() => expect(screen.queryByTestId("needs-restart")).toBeNull());
    expect(fake.calls).toContainEqual({
      name: "control_workspace",
      args: { workspaceId: "ws-02", action: "restart" },
    });
  });

  it("is dismissed, and hidden while a task runs", async () => {
    const fake = await show({}, due(0));
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(screen.queryByTestId("needs-restart")).toBeNull());
    expect(fake.calls.some(({ name }) => name === "dismiss_restart")).toBe(true);
  });

  it("is not said while a task runs", async () => {
    await show({}, due(2));
    expect(screen.queryByTestId("needs-restart")).toBeNull();
  });
});
