import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { snapshotOf } from "./ipc/fake/world";
import { createFakeHost } from "./ipc/fakeHost";
import { renderApp } from "./testing/renderApp";

afterEach(() => window.history.replaceState(null, "", "/"));

describe("the first start", () => {
  it("offers to connect or to try the demo", async () => {
    const fake = createFakeHost({ mode: "none" });
    renderApp(fake);
    await userEvent.click(await screen.findByRole("button", { name: /Try the demo/ }));
    expect(await screen.findByRole("button", { name: "Leave demo" })).toBeVisible();
    expect(screen.getByText("14 workspaces")).toBeVisible();
  });

  it("leads to the settings", async () => {
    renderApp(createFakeHost({ mode: "none" }));
    await userEvent.click(await screen.findByRole("button", { name: /Connect to a platform/ }));
    expect(await screen.findByLabelText("Platform URL")).toBeVisible();
  });

  it("says why the demo did not start", async () => {
    renderApp(createFakeHost({ mode: "none", failing: { connect_demo: "unsupported" } }));
    await userEvent.click(await screen.findByRole("button", { name: /Try the demo/ }));
    expect(await screen.findByText("The demo did not start")).toBeVisible();
  });
});

describe("offline", () => {
  it("says so, with the reason and the age, and keeps the canvas", async () => {
    renderApp(createFakeHost({ mode: "platform", isOffline: true }));
    const banner = await screen.findByTestId("offline");
    expect(banner).toHaveTextContent(/As of .*\d\d:\d\d — offline/);
    expect(banner).toHaveTextContent("3 h ago");
    expect(banner).toHaveTextContent("unreachable");
    expect(banner).toHaveTextContent("check the network");
    expect(screen.getByLabelText("Workspaces")).toBeVisible();
  });

  it("asks again on Retry, and goes when the platform answers", async () => {
    const fake = createFakeHost({ mode: "platform", isOffline: true });
    renderApp(fake);
    const banner = await screen.findByTestId("offline");
    await userEvent.click(within(banner).getByRole("button", { name: "Retry" }));
    expect(fake.calls.map(({ name }) => name)).toContain("refresh");
    const { connection } = snapshotOf(fake.world, "platform", false);
    act(() => fake.push({ type: "connection", connection }));
    expect(screen.queryByTestId("offline")).toBeNull();
  });

  it("is not shown while online", async () => {
    renderApp(createFakeHost());
    expect(await screen.findByText("14 workspaces")).toBeVisible();
    expect(screen.queryByTestId("offline")).toBeNull();
  });
});

describe("the keyboard", () => {
  it.each(["{F5}", "{Control>}r{/Control}"])("refreshes on %s", async (keys) => {
    const fake = createFakeHost();
    renderApp(fake);
    await screen.findByText("14 workspaces");
    await userEvent.keyboard(keys);
    expect(fake.calls.map(({ name }) => name)).toContain("refresh");
  });
});

describe("the agent card", () => {
  it("is read from the store, and again when it has changed", async () => {
    window.history.replaceState(null, "", "/?open=first");
    const fake = createFakeHost();
    renderApp(fake);
    await userEvent.click(await screen.findByTestId("tab-card"));
    expect(await screen.findByTestId("card-name")).toHaveTextContent("Engineering Lead");
    expect(screen.getByTestId("card-age")).toHaveTextContent("5 min ago");

    const entry = fake.world.cards["ws-01"];
    expect(entry).toBeDefined();
    if (entry !== undefined) {
      fake.world.cards["ws-01"] = { ...entry, view: { ...entry.view, name: "Renamed\u202E" } };
    }
    act(() => fake.push({ type: "card_changed", workspaceId: "ws-01" }));
    await waitFor(() =>
      expect(screen.getByTestId("card-name")).toHaveTextContent("Renamed⟨U+202E⟩"),
    );
  });
});

describe("?open=first", () => {
  it("opens the first online workspace once the list is there", async () => {
    window.history.replaceState(null, "", "/?open=first");
    renderApp(createFakeHost());
    expect(await screen.findByTestId("panel-title")).toHaveTextContent("Engineering Lead");
  });

  it("opens nothing without it", async () => {
    renderApp(createFakeHost());
    await screen.findByText("14 workspaces");
    expect(screen.queryByTestId("panel-title")).toBeNull();
  });
});
