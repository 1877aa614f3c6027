import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { FileContent, Outcome } from "../ipc/contract";
import { replaceInstance } from "../ipc/fake/access";
import { readFakeFile } from "../ipc/fake/files";
import { createFakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { findEditor, replaceText } from "../testing/editor";
import { renderWith } from "../testing/renderWith";

const CONFIG = "/configs/config.yaml";

/** A panel whose config.yaml is from the store, of an instance that was replaced while the app was closed. */
async function open() {
  const fake = createFakeHost();
  const read = (text: string): FileContent => {
    fake.world.files[CONFIG] = text;
    return readFakeFile(fake.world, CONFIG, "ws-02");
  };
  const old = read("name: Old\n");
  replaceInstance(fake.world, "ws-02");
  const fresh = read("name: Fresh\n");
  let send = (_outcome: Outcome<FileContent>) => {};
  fake.host.openPanel = ({ generation }, onEvent) => {
    send = (outcome) => act(() => onEvent({ type: "config", generation, outcome }));
    return new Promise(() => undefined);
  };
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await screen.findByTestId("panel-title");
  send({ status: "stored", value: old, fetchedMs: Date.now() - 3_600_000 });
  await userEvent.click(await screen.findByTestId("config-raw"));
  const view = await findEditor("config-editor");
  expect(view.state.sliceDoc()).toBe("name: Old\n");
  const arrive = () => send({ status: "ok", value: fresh, ms: 9, fetchedMs: Date.now() });
  return { view, send, arrive };
}

const notice = () => screen.queryByText("The instance was replaced.");

describe("a stored config.yaml of an instance that was replaced meanwhile", () => {
  it("gives way to the fresh one, without a word", async () => {
    const { view, arrive } = await open();
    expect(notice()).toBeNull();
    arrive();
    expect(view.state.sliceDoc()).toBe("name: Fresh\n");
    expect(notice()).toBeNull();
    replaceText(view, "name: Mine\n");
    expect(notice(), "the text is of the present instance").toBeNull();
    expect(screen.getByTestId("config-save")).toBeEnabled();
  });

  it("stays with what was typed into it, and says whose it is", async () => {
    const { view, arrive } = await open();
    replaceText(view, "name: Mine\n");
    expect(notice()).toBeVisible();
    arrive();
    expect(view.state.sliceDoc()).toBe("name: Mine\n");
    expect(notice()).toBeVisible();
  });

  it("says whose it is when there is none to give way to", async () => {
    const { view, send, arrive } = await open();
    send({ status: "failed", error: { code: "target_unreachable", message: "" }, ms: 9 });
    expect(notice()).toBeVisible();
    expect(view.state.sliceDoc()).toBe("name: Old\n");
    arrive();
    expect(view.state.sliceDoc()).toBe("name: Fresh\n");
    expect(notice()).toBeNull();
  });
});
