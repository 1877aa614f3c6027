import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { OpenPanel } from "../ipc/contract";
import { ACCESS_DENIED } from "../ipc/fake/access";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { renderWith } from "../testing/renderWith";

const OFFERED = "SHA256:Zx41TqWnB7uKc0LfHs9pE3vRmA6yJdGiO2hXbVtN8k5";

function argsOf(fake: FakeHost, name: string): unknown[] {
  return fake.calls.filter((call) => call.name === name).map(({ args }) => args);
}

async function openFromNotice(fake: FakeHost, workspaceId: string, name: string) {
  renderWith(fake, <Panel workspaceId={workspaceId} onClose={() => undefined} />);
  await screen.findByText("opus-5");
  await userEvent.click(await screen.findByRole("button", { name }));
}

describe("a host key that has changed", () => {
  async function review(fake = createFakeHost()) {
    await openFromNotice(fake, "ws-09", "Review host key");
    return { fake, dialog: await screen.findByRole("alertdialog", { name: /host key/ }) };
  }

  it("is shown in full, with what was expected, from where, and how to compare", async () => {
    const { dialog } = await review();
    expect(await within(dialog).findByText(OFFERED)).toBeVisible();
    expect(dialog).toHaveTextContent("i-0a1b2c3d4e5f60008");
    expect(dialog).toHaveTextContent("SHA256:q9eVYdJ3Zr0cAqVb8mT5h1nLkXwP7sUoEiG2fRjD6yM");
    expect(dialog).toHaveTextContent("Pinned on this computer");
    expect(dialog).toHaveTextContent("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
    expect(within(dialog).getByRole("button", { name: "Cancel" })).toHaveFocus();
  });

  it("is trusted only after comparing, exactly as shown, and then the files are loaded", async () => {
    const { fake, dialog } = await review();
    const trust = await within(dialog).findByRole("button", { name: "Trust the new key" });
    expect(trust).toBeDisabled();
    await userEvent.click(within(dialog).getByRole("checkbox", { name: /I have compared/ }));
    await userEvent.click(trust);
    expect(await screen.findByText(/Reads every pull request/)).toBeVisible();
    expect(argsOf(fake, "accept_host_key")).toEqual([
      { workspaceId: "ws-09", fingerprint: OFFERED },
    ]);
    expect(argsOf(fake, "open_panel").map((args) => (args as OpenPanel).legs)[1]).toEqual([
      "config",
      "files",
    ]);
    expect(screen.queryByRole("alertdialog")).toBeNull();
    await waitFor(() => expect(screen.getByTestId("panel-title")).toHaveFocus());
  });

  it("is left alone on Escape, and the keyboard goes back", async () => {
    const { fake, dialog } = await review();
    await within(dialog).findByText(OFFERED);
    await userEvent.keyboard("{Escape}");
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "Review host key" })).toHaveFocus(),
    );
    expect(argsOf(fake, "accept_host_key")).toEqual([]);
  });

  it("may be another one by now: then it is shown, and nothing is trusted", async () => {
    const { fake, dialog } = await review();
    await within(dialog).findByText(OFFERED);
    const refused = fake.world.access.refusedKeys["ws-09"];
    expect(refused).toBeDefined();
    if (refused !== undefined) {
      fake.world.access.refusedKeys["ws-09"] = { ...refused, expected: [], offered: "SHA256:b" };
    }
    await userEvent.click(within(dialog).getByRole("checkbox"));
    await userEvent.click(within(dialog).getByRole("button", { name: "Trust the new key" }));
    expect(await within(dialog).findByText("The key was not accepted")).toBeVisible();
    await userEvent.click(within(dialog).getByRole("button", { name: "Retry" }));
    expect(await within(dialog).findByText("SHA256:b")).toBeVisible();
    expect(within(dialog).getByRole("checkbox")).not.toBeChecked();
    expect(dialog).toHaveTextContent("None is known for this instance");
  });

  it("may not be refused any more: then it says so and offers to try again", async () => {
    const fake = createFakeHost();
    renderWith(fake, <Panel workspaceId="ws-09" onClose={() => undefined} />);
    const review = await screen.findByRole("button", { name: "Review host key" });
    fake.world.access.refusedKeys = {};
    await userEvent.click(review);
    expect(await screen.findByText(/No key is refused any more/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(/Reads every pull request/)).toBeVisible();
  });

  it("says when it cannot be read", async () => {
    const { dialog } = await review(createFakeHost({ failing: { read_host_key: "internal" } }));
    expect(await within(dialog).findByText("Could not read the host key")).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "Cancel" })).toBeVisible();
  });
});

describe("a workspace without an instance", () => {
  async function choose(fake = createFakeHost()) {
    await openFromNotice(fake, "ws-08", "Choose instance");
    return { fake, dialog: await screen.findByRole("dialog", { name: /^The instance of / }) };
  }

  it("offers those that may be it, and loads the files of the chosen one", async () => {
    const { fake, dialog } = await choose();
    const first = await within(dialog).findByRole("radio", { name: /i-0c4f5d6e7a8b9c0d1/ });
    expect(first).toHaveAccessibleName(/running, 10\.0\.3\.41, launched 2026-03-01 /);
    expect(within(dialog).getByRole("radio", { name: /stopped/ })).not.toBeChecked();
    await userEvent.click(within(dialog).getByRole("button", { name: "Use this instance" }));
    expect(within(dialog).getByText("Choose one of the instances.")).toBeVisible();
    await userEvent.click(first);
    await userEvent.click(within(dialog).getByRole("button", { name: "Use this instance" }));
    expect(await screen.findByText(/Reads every pull request/)).toBeVisible();
    expect(argsOf(fake, "choose_instance")).toEqual([
      {
        workspaceId: "ws-08",
        instance: { instanceId: "i-0c4f5d6e7a8b9c0d1", privateIp: null },
      },
    ]);
  });

  it("takes an id that is typed, and refuses what is none", async () => {
    const { fake, dialog } = await choose();
    await userEvent.click(await within(dialog).findByRole("radio", { name: "Another instance" }));
    const id = within(dialog).getByLabelText("Instance id");
    const address = within(dialog).getByLabelText("Private IP address (optional)");
    expect(address).toHaveAccessibleDescription(/may not ask EC2/);
    await userEvent.type(id, "i-12345");
    await userEvent.type(address, "here{Enter}");
    expect(id).toBeInvalid();
    expect(address).toBeInvalid();
    expect(argsOf(fake, "choose_instance")).toEqual([]);
    await userEvent.clear(id);
    await userEvent.type(id, "i-0123abcd");
    await userEvent.clear(address);
    await userEvent.type(address, "10.0.3.9{Enter}");
    await waitFor(() =>
      expect(argsOf(fake, "choose_instance")).toEqual([
        { workspaceId: "ws-08", instance: { instanceId: "i-0123abcd", privateIp: "10.0.3.9" } },
      ]),
    );
  });

  it("shows why none could be looked for, and what to do, and still takes an id", async () => {
    const fake = createFakeHost();
    fake.world.access.searchProblem = ACCESS_DENIED;
    const { dialog } = await choose(fake);
    expect(await within(dialog).findByLabelText("the IAM statement")).toBeVisible();
    expect(within(dialog).getByRole("radio", { name: "Another instance" })).toBeChecked();
  });

  it("says when the choice was not kept", async () => {
    const fake = createFakeHost({ failing: { choose_instance: "internal" } });
    const { dialog } = await choose(fake);
    await userEvent.click(await within(dialog).findByRole("radio", { name: /running/ }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Use this instance" }));
    expect(await within(dialog).findByText("Not kept")).toBeVisible();
  });

  it("forgets a choice", async () => {
    const fake = createFakeHost();
    fake.world.access.chosen["ws-08"] = { instanceId: "i-0123abcd", privateIp: null };
    renderWith(fake, <Panel workspaceId="ws-08" onClose={() => undefined} />);
    await userEvent.click(await screen.findByRole("button", { name: "More about the workspace" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Choose instance…" }));
    const dialog = await screen.findByRole("dialog", { name: /^The instance of / });
    expect(await within(dialog).findByText(/You have chosen/)).toHaveTextContent("i-0123abcd");
    await userEvent.click(within(dialog).getByRole("button", { name: "Forget" }));
    expect(await screen.findByRole("button", { name: "Choose instance" })).toBeVisible();
    expect(argsOf(fake, "choose_instance")).toEqual([{ workspaceId: "ws-08", instance: null }]);
  });
});
