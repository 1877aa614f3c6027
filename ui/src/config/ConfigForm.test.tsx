import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { FakeOptions } from "../ipc/fake/options";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { findEditor, replaceText } from "../testing/editor";
import { renderWith } from "../testing/renderWith";

const CONFIG = "/configs/config.yaml";

/** A panel whose config.yaml has `text`. */
function show(text?: string, options: Partial<FakeOptions> = {}, workspaceId = "ws-02") {
  const fake = createFakeHost(options);
  if (text !== undefined) {
    fake.world.files[CONFIG] = text;
  }
  renderWith(fake, <Panel workspaceId={workspaceId} onClose={() => undefined} />);
  return fake;
}

/** The same, once its form is there. */
async function open(...args: Parameters<typeof show>) {
  const fake = show(...args);
  await screen.findByText("opus-5");
  return fake;
}

async function retype(label: string, text: string) {
  const input = screen.getByLabelText(label);
  await userEvent.clear(input);
  await userEvent.type(input, text);
}

async function save() {
  await userEvent.click(screen.getByTestId("config-save"));
  await screen.findByTestId("config-saved");
}

function writes(fake: FakeHost) {
  return fake.calls.filter(({ name }) => name === "write_file");
}

function platformSaves(fake: FakeHost) {
  return fake.calls.flatMap(({ name, args }) => (name === "save_workspace" ? [args] : []));
}

async function unfold(title: string): Promise<HTMLElement> {
  await userEvent.click(screen.getByText(title));
  const group = screen.getByText(title).closest("details");
  expect(group).not.toBeNull();
  return group as HTMLElement;
}

describe("the form of config.yaml", () => {
  it("changes only the key that was typed into, and keeps comments and unknown keys", async () => {
    const text = "# who\nname: 'Old' # why\n\nown: [1,  2] # kept\ntier: 2\n";
    const fake = await open(text);
    expect(screen.getByTestId("config-save"), "nothing to save yet").toBeDisabled();
    await retype("Name", "New name");
    await save();
    expect(fake.world.files[CONFIG]).toBe(text.replace("Old", "New name"));
    expect(writes(fake)[0]?.args).toMatchObject({ base: { sha256: `fake:${text}` } });
    expect(screen.getByTestId("config-save"), "what was written is the new base").toBeDisabled();
  });

  it("has nothing to save when the old value is typed again", async () => {
    const fake = await open("name: a # first\ndescription: >-\n  Two\n  lines.\nversion: 1.0\n");
    await retype("Name", "b");
    expect(screen.getByTestId("config-save")).toBeEnabled();
    await retype("Name", "a");
    expect(screen.getByTestId("config-save")).toBeDisabled();
    await retype("Description", "Other");
    await retype("Description", "Two lines.");
    await retype("Version", "2.0");
    await retype("Version", "1.0");
    expect(screen.getByTestId("config-save")).toBeDisabled();
    expect(writes(fake)).toHaveLength(0);
  });

  it("saves on Ctrl-S", async () => {
    const fake = await open("name: a\n");
    await retype("Name", "b");
    await userEvent.keyboard("{Control>}s{/Control}");
    await screen.findByTestId("config-saved");
    expect(fake.world.files[CONFIG]).toBe("name: b\n");
  });

  it("shows defaults, and writes none", async () => {
    const fake = await open("name: a\n");
    const group = await unfold("Agent to agent");
    expect(within(group).getByLabelText("Port")).toHaveAttribute("placeholder", "8000 (default)");
    await userEvent.selectOptions(within(group).getByLabelText("Streaming"), "No");
    await save();
    expect(fake.world.files[CONFIG]).toBe("name: a\na2a:\n  streaming: false\n");
  });

  it("takes a key away when its field is emptied", async () => {
    const fake = await open("name: a\ntier: 2 # two\nversion: 1.0.0\n");
    await userEvent.clear(screen.getByLabelText("Tier"));
    await save();
    expect(fake.world.files[CONFIG]).toBe("name: a\n# two\nversion: 1.0.0\n");
  });

  it("edits lists by lines, and leaves the items that stay", async () => {
    const fake = await open("name: a\ntools:\n  - shell # dangerous\n  - browser\n");
    const group = await unfold("Prompts, skills and tools");
    const tools = within(group).getByLabelText("Tools");
    expect(tools).toHaveValue("shell\nbrowser");
    await userEvent.type(tools, "\ncalendar");
    await save();
    expect(fake.world.files[CONFIG]).toBe(
      "name: a\ntools:\n  - shell # dangerous\n  - browser\n  - calendar\n",
    );
  });

  it.each([
    ["Tier", "two", "Tier is a whole number from 1 to 4."],
    ["Task budget", "500", "Task budget is 0, or a whole number from 20000."],
    ["Port", "70000", "Port is a whole number from 1 to 65535."],
    ["Retry delay", "soon", "Retry delay is a number from 0, such as 2.5."],
    ["Required environment", "A=b", /Names of environment variables/],
  ])("says at %s what is wrong with %j, and does not save it", async (label, text, problem) => {
    await open("name: a\n");
    await retype("Name", "b");
    await retype(label, text);
    expect(screen.getByText(problem)).toBeInTheDocument();
    expect(screen.getByLabelText(label)).toBeInvalid();
    expect(screen.getByLabelText(label)).toHaveValue(text);
    expect(screen.getByTestId("config-save")).toBeDisabled();
    await userEvent.clear(screen.getByLabelText(label));
    expect(screen.queryByText(problem)).toBeNull();
    expect(screen.getByTestId("config-save")).toBeEnabled();
  });

  it("shows the model that is in force with its origin, and edits it in the file and on the platform", async () => {
    const fake = await open("model: a\nruntime_config:\n  model: b # wins\n");
    expect(screen.getByLabelText("Model")).toHaveValue("opus-5");
    expect(screen.getByText("opus-5").closest("p")).toHaveTextContent(
      "In force: opus-5, an override on the platform.",
    );
    expect(screen.getByText("config.yaml says “b”")).toBeVisible();
    await retype("Model", "c");
    await save();
    expect(fake.world.files[CONFIG]).toBe("model: a\nruntime_config:\n  model: c # wins\n");
    expect(platformSaves(fake)).toMatchObject([{ model: "c", restart: false }]);
  });

  it("edits the plain model where the file has no other", async () => {
    const fake = await open("model: a\nruntime_config:\n  timeout: 3\n");
    await retype("Model", "c");
    await save();
    expect(fake.world.files[CONFIG]).toBe("model: c\nruntime_config:\n  timeout: 3\n");
  });

  it("edits the same draft as the raw view", async () => {
    await open("name: a # why\n");
    await retype("Name", "b");
    await userEvent.click(screen.getByTestId("config-raw"));
    const view = await findEditor("config-editor");
    expect(view.state.sliceDoc()).toBe("name: b # why\n");
    replaceText(view, "name: c # why\n# more\n");
    await userEvent.click(screen.getByTestId("config-form"));
    expect(screen.getByLabelText("Name")).toHaveValue("c");
    expect(screen.getByText("Unsaved")).toBeVisible();
  });

  it("asks when somebody else has changed the file", async () => {
    const fake = await open("name: a\n");
    await retype("Name", "mine");
    fake.world.files[CONFIG] = "name: theirs\n";
    await userEvent.click(screen.getByTestId("config-save"));
    await screen.findByRole("dialog", { name: "This file has changed on the instance" });
    await userEvent.click(screen.getByRole("button", { name: "Take theirs" }));
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveValue("theirs"));
  });

  it("has nothing to save when only white space at the end differs", async () => {
    await open("name: a\n");
    await userEvent.click(screen.getByTestId("config-raw"));
    replaceText(await findEditor("config-editor"), "name: a\n\n");
    expect(screen.getByTestId("config-save")).toBeDisabled();
  });
});

describe("what the form does not edit", () => {
  it.each([
    ["name: a\n---\nname: b\n", /The file holds several documents/],
    ["name: a\nkey: !vault b\n", /The form cannot edit this file safely. Line 2: .*tag/],
    ["- name: a\n", /keys and values/],
    ["# nothing yet\n", /The file is empty/],
  ])("is a file such as %j: it is shown as text, with the reason", async (text, reason) => {
    show(text);
    expect((await findEditor("config-editor")).state.sliceDoc()).toBe(text);
    expect(screen.getByText(reason)).toBeVisible();
    expect(screen.getByTestId("config-form")).toBeDisabled();
  });

  it("is text that does not parse: it stays as text until it does", async () => {
    show("name: [a\n");
    const view = await findEditor("config-editor");
    expect(screen.getByRole("alert")).toHaveTextContent(/Line \d/);
    replaceText(view, "name: a\n");
    expect(view.dom.isConnected, "the form does not take over while typing").toBe(true);
    await userEvent.click(screen.getByTestId("config-form"));
    expect(screen.getByLabelText("Name")).toHaveValue("a");
  });

  it("is a value of another type, which is read-only and leads to the text", async () => {
    await open("name: a\ntier: high\nruntime: {not: text}\n");
    expect(screen.getByLabelText("Tier")).toHaveAttribute("readonly");
    expect(screen.getByLabelText("Tier")).toHaveValue("high");
    expect(screen.getByLabelText("Runtime")).toHaveAttribute("readonly");
    expect(screen.getByText(/A whole number is expected here/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Edit Tier in raw" }));
    expect(await findEditor("config-editor")).toBeDefined();
  });

  it("is a value that other places share", async () => {
    await open("name: &n a\ndescription: *n\n");
    expect(screen.getByLabelText("Name")).toHaveAttribute("readonly");
    expect(screen.getByLabelText("Description")).toHaveAttribute("readonly");
  });

  it("says at the field why an edit is refused, and keeps what was typed", async () => {
    await open("name: a\ntools:\n  # keep\n  - b\n");
    const group = await unfold("Prompts, skills and tools");
    await userEvent.clear(within(group).getByLabelText("Tools"));
    expect(within(group).getByRole("alert")).toHaveTextContent(/Not possible in the form/);
    expect(within(group).getByRole("button", { name: "Edit Tools in raw" })).toBeVisible();
    expect(screen.getByTestId("config-save")).toBeDisabled();
  });

  it("is the file of a runtime that manages its own config", async () => {
    await open("name: a\n", {}, "ws-13");
    expect(
      screen.getByText("This runtime manages its own config outside the platform template."),
    ).toBeVisible();
    expect(screen.getByLabelText("Description")).toHaveAttribute("readonly");
    expect(screen.getByLabelText("Effort")).toBeDisabled();
    const reasons = screen.getAllByText(/Read-only/).map((shown) => shown.textContent);
    expect(reasons.join()).toContain("external runtime");
    await userEvent.click(screen.getByTestId("config-raw"));
    expect((await findEditor("config-editor")).state.readOnly).toBe(true);
  });

  it("is a file of which nothing is known: it cannot be created, but the platform's part be saved", async () => {
    const fake = await open(undefined, { failing: { config: "timed_out" } });
    expect(screen.getByText("Could not load config.yaml")).toBeVisible();
    expect(screen.getByTestId("config-raw")).toBeDisabled();
    expect(screen.queryByTestId("config-create")).toBeNull();
    await retype("Name", "Other");
    await save();
    expect(writes(fake)).toEqual([]);
    expect(platformSaves(fake)).toMatchObject([{ changes: { name: "Other", tier: null } }]);
  });

  it("is a file that is missing: it is created from text alone, and then edited", async () => {
    const fake = await open(undefined, { failing: { config: "not_found" } });
    delete fake.world.files[CONFIG];
    expect(screen.getByText("No config.yaml found")).toBeVisible();
    await userEvent.click(screen.getByTestId("config-raw"));
    expect(screen.getByTestId("config-create")).toBeDisabled();
    replaceText(await findEditor("config-new"), "name: Fresh\n");
    fake.options.failing = {};
    await userEvent.click(screen.getByTestId("config-create"));
    await findEditor("config-editor");
    expect(fake.world.files[CONFIG]).toBe("name: Fresh\n");
    expect(writes(fake)[0]?.args).toMatchObject({ base: null, overwrite: false });
    await act(() => userEvent.click(screen.getByTestId("config-form")));
    expect(screen.getByLabelText("Name")).toHaveValue("Fresh");
  });
});
