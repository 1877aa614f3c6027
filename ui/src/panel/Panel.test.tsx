import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { ClosePanel, OpenPanel } from "../ipc/contract";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderWith } from "../testing/renderWith";
import { Panel } from "./Panel";

function openings(fake: FakeHost): OpenPanel[] {
  return fake.calls
    .filter(({ name }) => name === "open_panel")
    .map(({ args }) => args as OpenPanel);
}

function show(fake: FakeHost, onClose = () => undefined) {
  return renderWith(fake, <Panel workspaceId="ws-02" onClose={onClose} />);
}

describe("Panel", () => {
  it("opens all five legs once and shows what they bring", async () => {
    const fake = createFakeHost();
    show(fake);
    expect(await screen.findByText("opus-5")).toBeVisible();
    expect(screen.getByTestId("panel-title")).toHaveTextContent("Code Reviewer");
    expect(screen.getByText("Derived from the model")).toBeVisible();
    expect(openings(fake)).toEqual([
      {
        workspaceId: "ws-02",
        generation: expect.any(Number),
        legs: ["workspace", "model", "provider", "config", "files"],
      },
    ]);
  });

  it("shows a failed leg where it belongs and blanks no other", async () => {
    show(createFakeHost({ failing: { config: "target_unreachable" } }));
    const notice = await screen.findByText("Could not load config.yaml");
    const alert = notice.closest<HTMLElement>("[role=alert]");
    expect(alert).toHaveTextContent("target_unreachable");
    expect(alert).toHaveTextContent("check its security group");
    expect(screen.getByText("Unknown"), "the description is not known to be unset").toBeVisible();
    expect(await screen.findByText("opus-5")).toBeVisible();
    await userEvent.click(screen.getByTestId("tab-files"));
    expect(await screen.findByTestId("file-/configs/config.yaml")).toBeVisible();
  });

  it("retries only the failed leg, within the same opening", async () => {
    const fake = createFakeHost({ failing: { config: "timed_out" } });
    show(fake);
    const notice = await screen.findByText("Could not load config.yaml");
    fake.options.failing = {};
    const alert = notice.closest<HTMLElement>("[role=alert]") ?? document.body;
    await userEvent.click(within(alert).getByRole("button", { name: "Retry" }));
    expect(await screen.findByText(/Reads every pull request/)).toBeVisible();
    const [first, second] = openings(fake);
    expect(second).toEqual({ ...first, legs: ["config"] });
  });

  it("says that there is no config.yaml only when it was not found", async () => {
    show(createFakeHost({ failing: { config: "not_found" } }));
    expect(await screen.findByText("No config.yaml found")).toBeVisible();
  });

  it("asks for everything that it shows with one call", async () => {
    const fake = createFakeHost();
    show(fake);
    await screen.findByText("opus-5");
    await screen.findByTestId("config-raw");
    // What models there are is the platform's, and is asked once for all panels.
    const asked = fake.calls.map(({ name }) => name).filter((name) => name !== "list_templates");
    expect(asked).toEqual(["open_panel"]);
  });

  it("closes the opening that it opened", async () => {
    const fake = createFakeHost();
    const { unmount } = show(fake);
    await screen.findByText("opus-5");
    unmount();
    const closing = fake.calls.find(({ name }) => name === "close_panel")?.args as ClosePanel;
    expect(closing).toEqual({ workspaceId: "ws-02", generation: openings(fake)[0]?.generation });
  });

  it("gives every opening a newer generation than the one before", async () => {
    const fake = createFakeHost();
    show(fake).unmount();
    show(fake);
    await waitFor(() => expect(openings(fake)).toHaveLength(2));
    const [first, second] = openings(fake);
    expect(second?.generation).toBeGreaterThan(first?.generation ?? 0);
  });

  it("fails every leg that is still on its way when the opening is refused", async () => {
    const fake = createFakeHost();
    fake.host.openPanel = () => Promise.reject({ code: "no_instance", message: "none yet" });
    show(fake);
    expect(await screen.findByText("Could not load config.yaml")).toBeVisible();
    expect(screen.getByText("Could not ask for the workspace")).toBeVisible();
  });

  it("closes on Escape, but not while text is being edited", async () => {
    const onClose = vi.fn();
    show(createFakeHost(), onClose);
    await userEvent.click(await screen.findByTestId("config-raw"));
    const content = await waitFor(() => {
      const found = document.querySelector<HTMLElement>(".cm-content");
      expect(found).not.toBeNull();
      return found as HTMLElement;
    });
    act(() => content.focus());
    await userEvent.keyboard("{Escape}");
    expect(onClose).not.toHaveBeenCalled();
    act(() => screen.getByTestId("tab-config").focus());
    await userEvent.keyboard("{Escape}");
    expect(onClose).toHaveBeenCalledOnce();
  });
});
