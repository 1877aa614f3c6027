import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { PanelEvent } from "../ipc/contract";
import { readFakeFile } from "../ipc/fake/files";
import { createFakeHost } from "../ipc/fakeHost";
import { renderWith } from "../testing/renderWith";
import { CARD_PAINTED, CLICK, CONFIG_FRESH, CONFIG_PAINTED, markClick, markPainted } from "./marks";
import { Panel } from "./Panel";

const ID = "ws-02";

afterEach(() => performance.clearMarks());

function entries(name: string) {
  return performance.getEntriesByName(name) as PerformanceMark[];
}

const frames = () =>
  act(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );

describe("the marks of an opening", () => {
  it("are one of each, in their order, with the workspace", async () => {
    markClick(ID);
    renderWith(
      createFakeHost({ hasStored: true }),
      <Panel workspaceId={ID} onClose={() => undefined} />,
    );
    await waitFor(() => expect(entries(CONFIG_FRESH)).toHaveLength(1));
    const all = [CLICK, CARD_PAINTED, CONFIG_PAINTED, CONFIG_FRESH].map((name) => entries(name));
    expect(all.map((found) => found.length)).toEqual([1, 1, 1, 1]);
    expect(all.map(([found]) => found?.detail.workspaceId)).toEqual([ID, ID, ID, ID]);
    const times = all.map(([found]) => found?.startTime ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(entries(CONFIG_PAINTED)[0]?.detail.view).toBe("form");
  });

  it("tell the stored text from the one that was read", async () => {
    const fake = createFakeHost();
    let send = (_event: PanelEvent) => {};
    let generation = 0;
    fake.host.openPanel = (args, onEvent) => {
      generation = args.generation;
      send = onEvent;
      return new Promise(() => undefined);
    };
    markClick(ID);
    renderWith(fake, <Panel workspaceId={ID} onClose={() => undefined} />);
    await waitFor(() => expect(entries(CARD_PAINTED)).toHaveLength(1));
    expect(entries(CONFIG_PAINTED)).toEqual([]);
    const value = readFakeFile(fake.world, "/configs/config.yaml", ID);
    const stored = { status: "stored", value, fetchedMs: 1 } as const;
    act(() => send({ type: "config", generation, outcome: stored }));
    await waitFor(() => expect(entries(CONFIG_PAINTED)).toHaveLength(1));
    await frames();
    expect(entries(CONFIG_FRESH)).toEqual([]);
    const ok = { status: "ok", value, ms: 1, fetchedMs: Date.now() } as const;
    act(() => send({ type: "config", generation, outcome: ok }));
    await waitFor(() => expect(entries(CONFIG_FRESH)).toHaveLength(1));
  });

  it("of one click give way to those of the next", async () => {
    markClick("ws-03");
    markPainted(CARD_PAINTED, "ws-03");
    markClick(ID);
    markPainted(CARD_PAINTED, "ws-03");
    await frames();
    expect(entries(CLICK).map(({ detail }) => detail.workspaceId)).toEqual([ID]);
    expect(entries(CARD_PAINTED)).toEqual([]);
  });

  it("are not left by a panel that nobody has clicked", async () => {
    markClick("ws-03");
    renderWith(createFakeHost(), <Panel workspaceId={ID} onClose={() => undefined} />);
    await screen.findByText("opus-5");
    await frames();
    expect(entries(CARD_PAINTED)).toEqual([]);
  });
});
