import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { FakeOptions } from "../../ipc/fake/options";
import { createFakeHost } from "../../ipc/fakeHost";
import { findEditor, replaceText } from "../../testing/editor";
import { renderWith } from "../../testing/renderWith";
import { CardTab } from "../CardTab";
import { useCardDrafts } from "./cardDrafts";

const CARD = '{"name":"Mine","description":"d","version":"9","skills":[{"name":"x"}]}';

beforeEach(() => useCardDrafts.setState({ drafts: {} }));

async function openEditor(options: Partial<FakeOptions> = {}, workspaceId = "ws-02") {
  const fake = createFakeHost(options);
  const shown = renderWith(fake, <CardTab workspaceId={workspaceId} />);
  await userEvent.click(await screen.findByTestId("card-edit"));
  return { fake, shown, editor: await findEditor("card-editor") };
}

const publishButton = () => screen.getByRole("button", { name: "Publish…" });
const published = (fake: ReturnType<typeof createFakeHost>) =>
  fake.calls.filter(({ name }) => name === "publish_card").map(({ args }) => args);

async function openConfirm(text = CARD) {
  replaceText(await findEditor("card-editor"), text);
  await waitFor(() => expect(publishButton()).toBeEnabled());
  await userEvent.click(publishButton());
  return within(screen.getByRole("dialog", { name: "Publish this agent card?" }));
}

describe("the editor", () => {
  it("begins with the card as it is", async () => {
    const { fake, editor } = await openEditor();
    expect(editor.state.sliceDoc()).toBe(fake.world.cards["ws-02"]?.raw);
  });

  it.each([
    ["{ not json", /This is not JSON/],
    ["[]", /A card is a JSON object/],
    ['{"name":"a\\u0000"}', /NUL/],
  ])("does not publish %s", async (text, why) => {
    const { editor } = await openEditor();
    replaceText(editor, text);
    await waitFor(() => expect(screen.getByTestId("card-check")).toHaveTextContent(why));
    expect(publishButton()).toBeDisabled();
    expect(publishButton()).toHaveAccessibleDescription(why);
    expect(screen.getAllByText(why), "said once").toHaveLength(1);
  });

  it("checks a moment after the typing, and leads from a problem to its place", async () => {
    const { fake, editor } = await openEditor();
    replaceText(editor, CARD);
    await userEvent.click(await screen.findByRole("button", { name: "/skills/0/tags" }));
    const { from, to } = editor.state.selection.main;
    expect(editor.state.sliceDoc(from, to), "what it would be in").toBe('{"name":"x"}');
    expect(fake.calls.filter(({ name }) => name === "check_card").length).toBeLessThanOrEqual(2);
  });

  it("keeps the text when the tab is left, and asks before it is dropped", async () => {
    const { fake, shown, editor } = await openEditor();
    replaceText(editor, CARD);
    shown.unmount();
    renderWith(fake, <CardTab workspaceId="ws-02" />);
    const edit = await screen.findByRole("button", { name: /^Edit ?not published$/ });
    await userEvent.click(edit);
    expect((await findEditor("card-editor")).state.sliceDoc()).toBe(CARD);
    await userEvent.click(screen.getByRole("button", { name: "Discard" }));
    const asked = screen.getByRole("alertdialog", { name: "Drop your unsaved text?" });
    await userEvent.click(within(asked).getByRole("button", { name: "Keep it" }));
    expect(useCardDrafts.getState().drafts["ws-02"]?.text).toBe(CARD);
    await userEvent.click(screen.getByRole("button", { name: "Discard" }));
    await userEvent.click(screen.getByRole("button", { name: "Discard it" }));
    expect(useCardDrafts.getState().drafts["ws-02"]).toBeUndefined();
  });

  it("says that the card has become another one meanwhile, and keeps the text", async () => {
    const { fake, editor } = await openEditor();
    replaceText(editor, CARD);
    await act(() =>
      fake.host.call("publish_card", {
        workspaceId: "ws-02",
        json: '{"name":"Theirs"}',
        withOwnToken: false,
      }),
    );
    expect(await screen.findByText(/has changed since you began/)).toBeInTheDocument();
    expect(editor.state.sliceDoc()).toBe(CARD);
  });

  it("publishes nothing offline, says why, and keeps the text", async () => {
    const { editor } = await openEditor({ mode: "platform", isOffline: true });
    replaceText(editor, CARD);
    expect(publishButton()).toBeDisabled();
    expect(publishButton()).toHaveAccessibleDescription(/cannot be reached.*Your text stays here/);
    expect(useCardDrafts.getState().drafts["ws-02"]?.text).toBe(CARD);
  });

  it("writes a card where there was none", async () => {
    const fake = createFakeHost();
    renderWith(fake, <CardTab workspaceId="ws-08" />);
    await userEvent.click(await screen.findByRole("button", { name: "Write a card…" }));
    const dialog = await openConfirm();
    await userEvent.click(dialog.getByRole("button", { name: "Publish" }));
    expect(await screen.findByTestId("card-name")).toHaveTextContent("Mine");
  });
});

describe("publishing", () => {
  it("says for which workspace and how long, lists warnings, and does not wait for them", async () => {
    const { fake } = await openEditor();
    const dialog = await openConfirm();
    expect(dialog.getByText("Code Reviewer")).toBeInTheDocument();
    expect(dialog.getByText(/not durable: the agent overwrites it/)).toBeInTheDocument();
    expect(dialog.getByRole("list", { name: "Problems of the card" })).toHaveTextContent(
      "a skill should have tags",
    );
    await userEvent.click(dialog.getByRole("button", { name: "Publish" }));
    expect(await screen.findByText(/^Published\./)).toBeInTheDocument();
    expect(screen.getByTestId("card-name")).toHaveTextContent("Mine");
    expect(published(fake)).toEqual([{ workspaceId: "ws-02", json: CARD, withOwnToken: false }]);
    expect(useCardDrafts.getState().drafts["ws-02"]).toBeUndefined();
  });

  it("makes a token only after a second question", async () => {
    const { fake } = await openEditor({ needsOwnToken: true });
    const dialog = await openConfirm();
    await userEvent.click(dialog.getByRole("button", { name: "Publish" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent(
      "Have the platform make a token for this once and revoke it",
    );
    expect(published(fake)).toHaveLength(1);
    expect(useCardDrafts.getState().drafts["ws-02"]?.text).toBe(CARD);
    await userEvent.click(dialog.getByRole("button", { name: "Make a token and publish" }));
    expect(await screen.findByText(/^Published\./)).toBeInTheDocument();
    expect(published(fake)[1]).toEqual({ workspaceId: "ws-02", json: CARD, withOwnToken: true });
  });

  it("loses no text when it fails", async () => {
    const { editor } = await openEditor({ failing: { publish_card: "platform_error" } });
    const dialog = await openConfirm();
    await userEvent.click(dialog.getByRole("button", { name: "Publish" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("Your text is still here");
    await userEvent.click(dialog.getByRole("button", { name: "Cancel" }));
    expect(editor.state.sliceDoc()).toBe(CARD);
  });
});
