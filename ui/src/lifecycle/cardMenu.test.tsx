import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { CardMenu } from "../canvas/CardMenu";
import { closeCardMenu, openCardMenu } from "../canvas/cardMenu";
import { useNotices } from "../components/notices";
import type { FakeOptions } from "../ipc/fake/options";
import { createFakeHost } from "../ipc/fakeHost";
import { useAppStore } from "../store";
import { renderWith } from "../testing/renderWith";
import { LifecycleDialogs } from "./LifecycleDialogs";
import { initialLifecycle, useLifecycle } from "./lifecycleStore";

afterEach(() => {
  closeCardMenu();
  useLifecycle.setState(initialLifecycle);
  useNotices.setState({ notices: [] });
});

async function menuOf(workspaceId: string, options: Partial<FakeOptions> = {}) {
  const fake = createFakeHost({ mode: "platform", ...options });
  const opened: string[] = [];
  renderWith(
    fake,
    <>
      <CardMenu onOpen={(id) => opened.push(id)} />
      <LifecycleDialogs />
    </>,
  );
  await waitFor(() => expect(useAppStore.getState().workspaceIds).toHaveLength(14));
  act(() => openCardMenu({ workspaceId, x: 10, y: 10 }));
  await screen.findByRole("menu");
  return {
    fake,
    opened,
    argsOf: (name: string) => fake.calls.filter((call) => call.name === name),
  };
}
const item = (name: string) => screen.getByRole("menuitem", { name });
const statusOf = (id: string) => useAppStore.getState().workspaces[id]?.status;

describe("the menu of a card", () => {
  it("restarts at once what works on nothing", async () => {
    await menuOf("ws-05");
    await userEvent.click(item("Restart"));
    await waitFor(() => expect(statusOf("ws-05")).toBe("provisioning"));
    expect(await screen.findByTestId("lifecycle-said")).toHaveTextContent(
      "Dependency Watch is restarting",
    );
  });

  it("asks before it restarts what works, and says on what", async () => {
    const { argsOf } = await menuOf("ws-02");
    await userEvent.click(item("Restart…"));
    const dialog = await screen.findByRole("dialog", { name: "Restart Code Reviewer?" });
    expect(dialog).toHaveTextContent("Reading pull request 482");
    expect(argsOf("control_workspace")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Restart" }));
    await waitFor(() => expect(statusOf("ws-02")).toBe("provisioning"));
  });

  it("pauses a team only after saying how many are below", async () => {
    await menuOf("ws-01");
    await userEvent.click(item("Pause…"));
    expect(await screen.findByRole("dialog")).toHaveTextContent("The 4 workspaces below it");
    await userEvent.click(screen.getByRole("button", { name: "Pause 5 workspaces" }));
    await waitFor(() => expect(statusOf("ws-05")).toBe("paused"));
  });

  it("says why something cannot be done, also offline", async () => {
    await menuOf("ws-02", { isOffline: true });
    for (const name of ["Restart…", "Pause", "Resume", "Rename…", "Tier", "Runtime"]) {
      expect(item(name), name).toHaveAttribute("aria-disabled", "true");
      expect(item(name), name).toHaveAccessibleDescription(/cannot be reached/);
    }
    expect(item("Open")).not.toHaveAttribute("aria-disabled");
  });

  it("tells a refusal with the platform's words", async () => {
    const failing = { control_workspace: "platform_error" } as const;
    await menuOf("ws-05", { failing, failureMessage: "provisioner not available" });
    await userEvent.click(item("Restart"));
    await waitFor(() => expect(useNotices.getState().notices).toHaveLength(1));
    expect(useNotices.getState().notices[0]).toMatchObject({
      title: "Dependency Watch was not restarted",
      detail: "platform_error: provisioner not available",
    });
  });

  it("renames by the keyboard alone", async () => {
    const { argsOf } = await menuOf("ws-14");
    act(() => item("Rename…").focus());
    await userEvent.keyboard("{Enter}");
    const name = await screen.findByRole("textbox", { name: "Name" });
    await userEvent.clear(name);
    await userEvent.type(name, "Draft{Enter}");
    await waitFor(() => expect(useAppStore.getState().workspaces["ws-14"]?.name).toBe("Draft"));
    expect(argsOf("save_workspace")[0]?.args).toMatchObject({ changes: { name: "Draft" } });
  });

  it("does not speak of those below a workspace that leads nobody", async () => {
    await menuOf("ws-02");
    await userEvent.click(item("Move out of its team…"));
    expect(await screen.findByText(/It reports to nobody then/)).toBeVisible();
    expect(screen.queryByText(/Those below it/)).toBeNull();
  });

  it("moves a workspace to a team that was searched for, and never below itself", async () => {
    await menuOf("ws-10");
    await userEvent.click(item("Move to team…"));
    expect(screen.queryByRole("radio", { name: "Triage" }), "a member of its own").toBeNull();
    expect(screen.getByText(/Those below it are not offered/)).toBeVisible();
    await userEvent.type(await screen.findByRole("textbox"), "market");
    await userEvent.click(screen.getByRole("radio", { name: "Marketing Lead" }));
    await userEvent.click(screen.getByRole("button", { name: "Move" }));
    await waitFor(() => expect(useAppStore.getState().workspaces["ws-10"]?.parentId).toBe("ws-06"));
  });
});
