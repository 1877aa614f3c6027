import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { SavedLeg, SaveReport } from "../ipc/contract";
import type { FakeOptions } from "../ipc/fake/options";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import type { CallName, Host } from "../ipc/host";
import { Panel } from "../panel/Panel";
import { findEditor, replaceText } from "../testing/editor";
import { renderWith } from "../testing/renderWith";
import { usePlatformEdits } from "./platformEdits";

const CONFIG = "/configs/config.yaml";
const FILE = "name: Code Reviewer\ntier: 2\nmodel: opus-5\n";
const NO_CHANGES = { name: null, role: null, tier: null, runtime: null, parent: null };

beforeEach(() => usePlatformEdits.setState({ edits: {} }));

async function open(id = "ws-02", options: Partial<FakeOptions> = {}, text = FILE) {
  const fake = createFakeHost(options);
  fake.world.files[CONFIG] = text;
  renderWith(fake, <Panel workspaceId={id} onClose={() => undefined} />);
  await screen.findByText("opus-5");
  return fake;
}

/** What is saved, in order: writes of files and calls of the platform. */
function saves(fake: FakeHost) {
  return fake.calls.filter(({ name }) => ["write_file", "save_workspace"].includes(name));
}

/** Answers the next saves of the platform with these parts. */
function answerWith(fake: FakeHost, legs: SavedLeg[]) {
  const { call } = fake.host;
  const report: SaveReport = { legs, workspace: null, model: null, provider: null };
  fake.host.call = (async (name: CallName, ...args: never[]) => {
    if (name !== "save_workspace") {
      return (call as (...all: unknown[]) => Promise<unknown>)(name, ...args);
    }
    fake.calls.push({ name, args: args[0] });
    return report;
  }) as Host["call"];
}

async function retype(label: string, text: string) {
  const input = screen.getByLabelText(label);
  await userEvent.clear(input);
  await userEvent.type(input, text);
}

const press = (testId: string) => userEvent.click(screen.getByTestId(testId));
const results = () => screen.findByRole("list", { name: "Parts of the save" });

describe("one save for the whole tab", () => {
  it("writes the file first, then sends only what the user changed and what differs", async () => {
    const fake = await open();
    await retype("Tier", "3");
    expect(screen.getByTestId("save-plan")).toHaveTextContent(
      "Saving writes config.yaml, and changes tier on the platform.",
    );
    await press("config-save");
    expect(await screen.findByTestId("config-saved")).toBeVisible();
    expect(saves(fake)).toMatchObject([
      { name: "write_file", args: { text: FILE.replace("tier: 2", "tier: 3") } },
      {
        name: "save_workspace",
        args: {
          workspaceId: "ws-02",
          changes: { ...NO_CHANGES, tier: 3 },
          model: null,
          provider: null,
          restart: false,
        },
      },
    ]);
  });

  it("asks nothing of the platform where only the file has changed", async () => {
    const fake = await open();
    await retype("Description", "More");
    await press("config-save");
    await screen.findByTestId("config-saved");
    expect(saves(fake).map(({ name }) => name)).toEqual(["write_file"]);
  });

  it("does not send again what differs from config.yaml but was not touched", async () => {
    const fake = await open("ws-02", {}, "name: Code Reviewer\ntier: 4\nmodel: sonnet-5\n");
    expect(screen.getByLabelText("Tier"), "the row wins").toHaveValue("2");
    expect(screen.getByText("config.yaml says 4")).toBeVisible();
    await retype("Version", "2.0.0");
    await press("config-save");
    await screen.findByTestId("config-saved");
    expect(saves(fake).map(({ name }) => name)).toEqual(["write_file"]);
  });

  it("sends a value that the file has already and the row has not, without writing the file", async () => {
    const fake = await open("ws-02", {}, "name: Code Reviewer\ntier: 4\n");
    await retype("Tier", "4");
    await press("config-save");
    await screen.findByTestId("config-saved");
    expect(saves(fake)).toMatchObject([
      { name: "save_workspace", args: { changes: { ...NO_CHANGES, tier: 4 } } },
    ]);
  });

  it("has nothing to save when the value in force is typed again", async () => {
    const fake = await open("ws-02", {}, "name: Code Reviewer\ntier: 4\n");
    await retype("Tier", "3");
    expect(screen.getByTestId("config-save")).toBeEnabled();
    await retype("Tier", "2");
    expect(screen.getByTestId("config-save")).toBeDisabled();
    expect(saves(fake)).toEqual([]);
  });
});

describe("a save that is only partly done", () => {
  it("lists each part with its outcome, keeps what failed typed, and never says Saved", async () => {
    const fake = await open();
    await retype("Tier", "3");
    await retype("Model", "sonnet-5");
    answerWith(fake, [
      { leg: "row", outcome: { status: "saved" } },
      {
        leg: "model",
        outcome: { status: "failed", error: { code: "platform_error", message: "query failed" } },
      },
    ]);
    await press("config-save");
    const items = within(await results()).getAllByRole("listitem");
    expect(items.map(({ textContent }) => textContent?.slice(0, 40))).toEqual([
      "config.yaml: saved",
      "Name, tier and runtime: saved",
      expect.stringMatching(/^Model: not saved/),
    ]);
    expect(items[2]).toHaveTextContent("query failed");
    expect(screen.queryByTestId("config-saved")).toBeNull();
    expect(screen.getByText("Unsaved")).toBeVisible();
    expect(screen.getByLabelText("Model")).toHaveValue("sonnet-5");
    await press("config-save");
    expect(saves(fake).at(-1)?.args, "only what failed is sent again").toMatchObject({
      changes: NO_CHANGES,
      model: "sonnet-5",
    });
  });

  it("names a field that the server did not accept, and keeps it", async () => {
    const fake = await open();
    await retype("Tier", "3");
    answerWith(fake, [{ leg: "row", outcome: { status: "not_accepted", fields: ["tier"] } }]);
    await press("config-save");
    expect(await results()).toHaveTextContent("the server did not accept tier");
    expect(screen.queryByTestId("config-saved")).toBeNull();
    expect(screen.getByTestId("config-save")).toBeEnabled();
  });

  it("says of an unknown outcome that it has to be looked at, and offers to", async () => {
    const fake = await open();
    await retype("Tier", "3");
    const error = { code: "timed_out", message: "no answer" } as const;
    answerWith(fake, [{ leg: "row", outcome: { status: "unknown", error } }]);
    await press("config-save");
    expect(await results()).toHaveTextContent("may or may not have been saved: reload to see");
    expect(screen.getByRole("button", { name: "Reload" })).toBeVisible();
  });

  it("begins nothing on the platform when the file was not saved", async () => {
    const fake = await open("ws-02", { failing: { write_file: "permission_denied" } });
    await retype("Tier", "3");
    await press("config-save");
    expect(await results()).toHaveTextContent("Not begun, since config.yaml was not saved.");
    expect(saves(fake).map(({ name }) => name)).toEqual(["write_file"]);
  });

  it("goes on with the platform once a conflict of the file is settled", async () => {
    const fake = await open();
    await retype("Tier", "3");
    fake.world.files[CONFIG] = "name: Theirs\ntier: 2\nmodel: opus-5\n";
    await press("config-save");
    await screen.findByRole("dialog", { name: "This file has changed on the instance" });
    expect(saves(fake).map(({ name }) => name)).toEqual(["write_file"]);
    await userEvent.click(screen.getByRole("button", { name: "Keep mine" }));
    await waitFor(() =>
      expect(saves(fake).at(-1)).toMatchObject({
        name: "save_workspace",
        args: { changes: { ...NO_CHANGES, tier: 3 } },
      }),
    );
  });
});

describe("questions before a save", () => {
  it("asks before the model's override is taken away", async () => {
    const fake = await open();
    await userEvent.clear(screen.getByLabelText("Model"));
    await press("config-save");
    await screen.findByRole("dialog", { name: "Take the model's override away?" });
    expect(saves(fake)).toEqual([]);
    await press("dialog-action");
    await waitFor(() => expect(saves(fake).at(-1)?.args).toMatchObject({ model: "" }));
  });

  it("takes nothing away when the key only leaves the text of the file", async () => {
    const fake = await open();
    await press("config-raw");
    replaceText(await findEditor("config-editor"), "name: Code Reviewer\ntier: 2\n");
    await press("config-save");
    await screen.findByTestId("config-saved");
    expect(saves(fake).map(({ name }) => name)).toEqual(["write_file"]);
  });

  it("asks before a restart while tasks run, and restarts after all else", async () => {
    const fake = await open();
    await retype("Description", "More");
    await press("config-save-restart");
    await screen.findByRole("dialog", { name: "Restart while it works?" });
    await press("dialog-action");
    await waitFor(() =>
      expect(saves(fake)).toMatchObject([
        { name: "write_file" },
        { name: "save_workspace", args: { changes: NO_CHANGES, restart: true } },
      ]),
    );
  });
});

describe("a workspace without a file to edit", () => {
  it("has its platform fields saved, and no file is written", async () => {
    const fake = await open("ws-13");
    await retype("Tier", "2");
    await press("config-save");
    await screen.findByTestId("config-saved");
    expect(saves(fake)).toMatchObject([
      { name: "save_workspace", args: { workspaceId: "ws-13", changes: { tier: 2 } } },
    ]);
  });
});

describe("runtime and model", () => {
  it("offers the runtimes of the templates, and keeps one that is not among them", async () => {
    const fake = createFakeHost();
    const [, row] = fake.world.workspaces;
    Object.assign(row ?? {}, { runtime: "own-runtime" });
    renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
    await screen.findByText("opus-5");
    const select = screen.getByLabelText("Runtime");
    await waitFor(() =>
      expect(within(select).getByRole("option", { name: /crewai/ })).toBeVisible(),
    );
    expect(select).toHaveValue("own-runtime");
  });

  it("fills in what a model needs only where the list is empty or was suggested before", async () => {
    const own = "runtime_config:\n  required_env:\n    - MINE\n";
    await open("ws-02", {}, FILE + own);
    await waitFor(() => expect(document.querySelector("datalist option")).not.toBeNull());
    await retype("Model", "sonnet-5");
    const env = screen.getByLabelText("Required environment");
    expect(env, "what the user has typed wins").toHaveValue("MINE");
    await userEvent.click(screen.getByRole("button", { name: "Apply to required environment" }));
    expect(env).toHaveValue("ANTHROPIC_API_KEY");
  });
});

describe("offline", () => {
  const offline = (fake: FakeHost, isOffline: boolean) => {
    fake.options.isOffline = isOffline;
    act(() =>
      fake.push({
        type: "connection",
        connection: {
          mode: "platform",
          status: isOffline ? "offline" : "online",
          platformUrl: "https://agents.example.com",
          answeredMs: 1,
          events: isOffline ? "reconnecting" : "open",
          error: isOffline ? { code: "unreachable", message: "no route" } : null,
          notice: null,
        },
      }),
    );
  };

  it("opens what was seen last, says how old it is and why, and keeps edits as drafts", async () => {
    const fake = await open("ws-02", { mode: "platform", isOffline: true, hasStored: true });
    await waitFor(() =>
      expect(screen.getByTestId("config-age")).toHaveTextContent(/As of .*: offline/),
    );
    await retype("Description", "Offline edit");
    expect(screen.getByTestId("config-save")).toBeDisabled();
    expect(screen.getByTestId("save-block")).toHaveTextContent(
      "Offline: your changes are kept as a draft.",
    );
    expect(screen.queryByText("Live", { exact: false, selector: "strong" })).toBeNull();
    await waitFor(() => expect(fake.world.drafts[0]?.text).toContain("Offline edit"));
    expect(fake.world.drafts[0]?.baseText).toBe(FILE);
    expect(saves(fake)).toEqual([]);
  });

  it("loads again what is in sight first when it is over, and the edit can be saved", async () => {
    const fake = await open("ws-02", { mode: "platform", isOffline: true, hasStored: true });
    await waitFor(() => expect(screen.getByTestId("config-age")).toHaveTextContent("offline"));
    await retype("Description", "Offline edit");
    const opened = () => fake.calls.filter(({ name }) => name === "open_panel");
    offline(fake, false);
    await waitFor(() => expect(screen.getByTestId("config-age")).toHaveTextContent(/^Live/));
    expect(opened().at(-1)?.args).toMatchObject({
      legs: ["config", "workspace", "model", "provider", "files"],
    });
    expect(screen.getByLabelText("Description")).toHaveValue("Offline edit");
    await press("config-save");
    await screen.findByTestId("config-saved");
    expect(fake.world.files[CONFIG]).toContain("Offline edit");
  });

  it("compares with what others have made of the file meanwhile", async () => {
    const fake = await open("ws-02", { mode: "platform", isOffline: true, hasStored: true });
    await waitFor(() => expect(screen.getByTestId("config-age")).toHaveTextContent("offline"));
    await retype("Description", "Offline edit");
    fake.world.files[CONFIG] = `${FILE}version: 9.9.9\n`;
    offline(fake, false);
    expect(await screen.findByText("Changed on the instance")).toBeVisible();
    await press("config-save");
    expect(
      await screen.findByRole("dialog", { name: "This file has changed on the instance" }),
    ).toBeVisible();
    expect(fake.world.files[CONFIG]).not.toContain("Offline edit");
  });

  it("keeps what is live in sight when the network goes, as of then", async () => {
    const fake = await open("ws-02", { mode: "platform" });
    expect(screen.getByTestId("config-age")).toHaveTextContent(/^Live/);
    offline(fake, true);
    expect(screen.getByTestId("config-age")).toHaveTextContent(/^As of .*: offline/);
    expect(screen.getByLabelText("Tier")).toHaveValue("2");
  });
});
