import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { dropCardDraft, putCardDraft } from "../cards/edit/cardDrafts";
import { draftKey, putDraft } from "../files/drafts";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderApp } from "../testing/renderApp";
import { transferWith } from "../testing/transfer";

const closings = (fake: FakeHost) => fake.calls.filter(({ name }) => name === "close_window");

async function show(fake: FakeHost) {
  renderApp(fake);
  await screen.findByText("14 workspaces");
}

function type() {
  const base = { sizeBytes: 1, modifiedMs: 1, sha256: "a" };
  act(() => putDraft(draftKey("ws-02", "/a.md"), { text: "mine", base, instanceId: "i-1" }));
}

const askToClose = (fake: FakeHost) => act(() => fake.push({ type: "close_requested" }));

describe("closing the window", () => {
  it("is not asked about while everything is saved", async () => {
    const fake = createFakeHost();
    await show(fake);
    askToClose(fake);
    await waitFor(() => expect(closings(fake)).toHaveLength(1));
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });

  it("waits until unsaved text is on the disk, and then asks, with the files", async () => {
    const fake = createFakeHost();
    await show(fake);
    type();
    askToClose(fake);
    const dialog = await screen.findByRole("alertdialog", { name: "Close with unsaved text?" });
    expect(fake.world.drafts[0]?.text).toBe("mine");
    expect(dialog).toHaveTextContent("Code Reviewer /a.md");
    expect(closings(fake)).toHaveLength(0);
    await userEvent.click(screen.getByRole("button", { name: "Close and keep the drafts" }));
    expect(closings(fake)).toHaveLength(1);
  });

  it("is given up on demand, and asked about again the next time", async () => {
    const fake = createFakeHost();
    await show(fake);
    type();
    askToClose(fake);
    await userEvent.click(await screen.findByRole("button", { name: "Stay" }));
    expect(screen.queryByRole("alertdialog")).toBeNull();
    askToClose(fake);
    expect(await screen.findByRole("alertdialog")).toBeVisible();
    expect(closings(fake)).toHaveLength(0);
  });

  it("asks before an edited card is lost, which is not kept on the disk", async () => {
    const fake = createFakeHost();
    await show(fake);
    act(() => putCardDraft("ws-02", { text: "{}", base: null }));
    askToClose(fake);
    const dialog = await screen.findByRole("alertdialog", { name: "Close with unsaved text?" });
    expect(dialog).toHaveTextContent("Code Reviewer agent card");
    expect(closings(fake)).toHaveLength(0);
    await userEvent.click(screen.getByRole("button", { name: "Close and lose them" }));
    expect(closings(fake)).toHaveLength(1);
    act(() => dropCardDraft("ws-02"));
  });

  it("warns where the text could not be kept", async () => {
    const fake = createFakeHost({ failing: { keep_draft: "internal" } });
    await show(fake);
    type();
    askToClose(fake);
    expect(await screen.findByRole("button", { name: "Close and lose them" })).toBeVisible();
  });

  it("is asked about while files are on their way", async () => {
    const fake = createFakeHost();
    await show(fake);
    act(() => fake.push({ type: "transfers", transfers: [transferWith({ id: 1 })] }));
    askToClose(fake);
    expect(await screen.findByText("One transfer is not finished; it stops.")).toBeVisible();
    expect(closings(fake)).toHaveLength(0);
  });
});

describe("unsaved text", () => {
  it("is marked on the workspace's card and in the title of the window", async () => {
    await show(createFakeHost());
    expect(document.title).toBe("Causeway");
    type();
    expect(await screen.findByRole("img", { name: "unsaved text in 1 file" })).toBeVisible();
    expect(document.title).toBe("● Causeway");
  });
});
