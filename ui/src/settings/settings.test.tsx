import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderWith } from "../testing/renderWith";
import { SettingsDialog } from "./SettingsDialog";

function saves(fake: FakeHost) {
  return fake.calls.filter(({ name }) => name === "save_settings").map(({ args }) => args);
}

describe("the settings", () => {
  it("cannot edit what the environment sets, and names the variable", async () => {
    renderWith(createFakeHost(), <SettingsDialog onClose={() => undefined} />);
    expect(await screen.findByLabelText("OS user on the instances")).toBeDisabled();
    expect(screen.getByText(/WORKSPACE_EC2_OS_USER/)).toBeVisible();
    expect(screen.getByLabelText("Platform URL")).toBeEnabled();
  });

  it("keeps the present token unless a new one is typed", async () => {
    const fake = createFakeHost();
    const onClose = vi.fn();
    renderWith(fake, <SettingsDialog onClose={onClose} />);
    await userEvent.type(await screen.findByLabelText("Organisation id"), "  org-1 ");
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(saves(fake)).toEqual([
      {
        values: {
          platformUrl: "https://agents.example.com",
          orgId: "org-1",
          poolTtlSeconds: 50,
          osUser: "ubuntu",
          extraCaFile: null,
          region: "us-east-2",
          awsProfile: null,
          instanceTag: "Name",
          endpointId: null,
          endpointDnsName: null,
          hostKeys: "console-then-tofu",
          readOnly: false,
          eventOrigin: null,
          tokenInFile: false,
          legacySignatures: false,
          workspaces: {},
        },
        token: null,
      },
    ]);
    expect(onClose).toHaveBeenCalledOnce();
  });

  it("forgets the token on demand", async () => {
    const fake = createFakeHost();
    renderWith(fake, <SettingsDialog onClose={() => undefined} />);
    await userEvent.click(await screen.findByRole("button", { name: "Forget" }));
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(saves(fake)).toMatchObject([{ token: "" }]);
  });

  it.each(["3301", "-1", "1.5", "soon"])(
    "refuses a pool time of %s without asking",
    async (ttl) => {
      const fake = createFakeHost();
      renderWith(fake, <SettingsDialog onClose={() => undefined} />);
      const input = await screen.findByLabelText("Keep connections for (seconds)");
      await userEvent.clear(input);
      await userEvent.type(input, ttl);
      await userEvent.click(screen.getByTestId("settings-save"));
      expect(screen.getByText("Enter whole seconds from 0 to 3300.")).toBeVisible();
      expect(input).toBeInvalid();
      expect(saves(fake)).toEqual([]);
    },
  );

  it("shows a refusal at the field that it names, and keeps what was typed", async () => {
    const fake = createFakeHost();
    const onClose = vi.fn();
    fake.options.failing = { save_settings: "invalid_input" };
    fake.options.failureMessage = "extraCaFile: no such file";
    renderWith(fake, <SettingsDialog onClose={onClose} />);
    const input = await screen.findByLabelText("Extra CA file");
    await userEvent.type(input, "/nowhere.pem");
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(await screen.findByText("extraCaFile: no such file")).toBeVisible();
    expect(input).toBeInvalid();
    expect(input).toHaveValue("/nowhere.pem");
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe("the settings of AWS and the instances", () => {
  it("are kept as typed, and empty means that they are looked up", async () => {
    const fake = createFakeHost();
    renderWith(fake, <SettingsDialog onClose={() => undefined} />);
    await userEvent.clear(await screen.findByLabelText("Region"));
    await userEvent.type(screen.getByLabelText("Profile"), "team-a");
    await userEvent.clear(screen.getByLabelText("Instance tag"));
    await userEvent.type(screen.getByLabelText("Endpoint id"), "eice-1");
    await userEvent.type(screen.getByLabelText("Endpoint DNS name"), "eice-1.example");
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(saves(fake)).toMatchObject([
      {
        values: {
          region: null,
          awsProfile: "team-a",
          instanceTag: "",
          endpointId: "eice-1",
          endpointDnsName: "eice-1.example",
        },
      },
    ]);
  });

  it.each([
    ["Endpoint id", "Endpoint DNS name"],
    ["Endpoint DNS name", "Endpoint id"],
  ])("refuse an %s alone", async (given, missing) => {
    const fake = createFakeHost();
    renderWith(fake, <SettingsDialog onClose={() => undefined} />);
    await userEvent.type(await screen.findByLabelText(given), "x");
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(screen.getByLabelText(missing)).toBeInvalid();
    expect(saves(fake)).toEqual([]);
  });

  it("say what each way to check host keys means, and which one is unsafe", async () => {
    const fake = createFakeHost();
    renderWith(fake, <SettingsDialog onClose={() => undefined} />);
    const select = await screen.findByRole("combobox", { name: "Host keys" });
    expect(select).toHaveAccessibleDescription(/printed on its console/);
    await userEvent.selectOptions(select, "Do not check (unsafe)");
    expect(select).toHaveAccessibleDescription(/^Unsafe: any machine can pose/);
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(saves(fake)).toMatchObject([{ values: { hostKeys: "off" } }]);
  });
});

describe("where the token is kept", () => {
  const open = (fake: FakeHost) => renderWith(fake, <SettingsDialog onClose={() => undefined} />);
  const choice = () => screen.queryByRole("checkbox", { name: /in a file that only you can read/ });

  it("is said, and a file is not offered beside a keychain", async () => {
    open(createFakeHost());
    expect(await screen.findByText("Kept in the keychain of this computer.")).toBeVisible();
    expect(choice()).toBeNull();
  });

  it("is in memory only without a keychain: that is said with the reason, and a file is offered", async () => {
    const fake = createFakeHost({ tokenKept: "memory" });
    open(fake);
    const notice = await screen.findByRole("status", { name: "Where the token is kept" });
    expect(notice).toHaveTextContent("In memory only");
    expect(notice).toHaveTextContent("no secret service answers");
    await userEvent.click(choice() as HTMLElement);
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(saves(fake)).toMatchObject([{ values: { tokenInFile: true }, token: null }]);
  });
});

describe("the settings of events, signatures and the cache", () => {
  it("are kept as typed", async () => {
    const fake = createFakeHost();
    renderWith(fake, <SettingsDialog onClose={() => undefined} />);
    await userEvent.type(await screen.findByLabelText("Event socket origin"), "https://a.example");
    await userEvent.click(screen.getByLabelText("Accept signatures of old Python SDKs"));
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(saves(fake)).toMatchObject([
      { values: { eventOrigin: "https://a.example", legacySignatures: true } },
    ]);
  });

  it.each(["nowhere", "https://a.example/path"])("refuse %j as an origin", async (typed) => {
    const fake = createFakeHost();
    renderWith(fake, <SettingsDialog onClose={() => undefined} />);
    await userEvent.type(await screen.findByLabelText("Event socket origin"), typed);
    await userEvent.click(screen.getByTestId("settings-save"));
    expect(screen.getByLabelText("Event socket origin")).toBeInvalid();
    expect(saves(fake)).toEqual([]);
  });

  it("show what the cache holds, and clear it only after asking", async () => {
    const fake = createFakeHost();
    renderWith(fake, <SettingsDialog onClose={() => undefined} />);
    const cache = await screen.findByTestId("cache-info");
    await waitFor(() => expect(cache).toHaveTextContent(/of 200 MB|of 200 MiB/));
    expect(cache).not.toHaveTextContent("Workspaces0");
    expect(cache).toHaveTextContent("/home/you/.local/share/causeway/cache");
    const clears = () => fake.calls.filter(({ name }) => name === "clear_cache");
    await userEvent.click(screen.getByRole("button", { name: "Clear cache…" }));
    expect(clears()).toHaveLength(0);
    await userEvent.click(screen.getByTestId("dialog-action"));
    await waitFor(() => expect(cache).toHaveTextContent("Workspaces0"));
    expect(clears()).toHaveLength(1);
  });
});
