import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setCurrent } from "../fleet/filterStore";
import { expiredCredentials } from "../ipc/fake/access";
import { snapshotOf } from "../ipc/fake/world";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { useLikely } from "../panel/likelyPanel";
import { renderWith } from "../testing/renderWith";
import { useWarmUp } from "./useWarmUp";
import { ABOUT_MS, createWarmUp, REST_MS } from "./warmUp";

const A = "ws-02";
const B = "ws-03";

beforeEach(() => {
  vi.useFakeTimers();
  setCurrent(null);
});

afterEach(() => {
  vi.useRealTimers();
});

/** What was warmed up and let go of, in order: "+ws-02", "-ws-02". */
function log(fake: FakeHost): string[] {
  return fake.calls.flatMap(({ name, args }) => {
    const { workspaceId } = (args ?? {}) as { workspaceId?: string };
    return name === "warm_up"
      ? [`+${workspaceId}`]
      : name === "stop_warm_up"
        ? [`-${workspaceId}`]
        : [];
  });
}

const wait = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

/** Two cards as the canvas has them, and a place that is no card. */
async function show(change: (fake: FakeHost) => void = () => undefined) {
  const fake = createFakeHost();
  change(fake);
  let open: (id: string | null) => void = () => undefined;
  function Stage() {
    const [openId, setOpenId] = useState<string | null>(null);
    open = setOpenId;
    return (
      <section {...useWarmUp(openId)}>
        {[A, B].map((id) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: as the canvas library has it
          <div key={id} className="react-flow__node" data-id={id} tabIndex={0} data-testid={id}>
            <div className="card">
              <span data-testid={`face-${id}`}>{id}</span>
            </div>
          </div>
        ))}
        <p data-testid="pane" />
      </section>
    );
  }
  renderWith(fake, <Stage />);
  await act(() => vi.advanceTimersByTimeAsync(10));
  return { fake, open: (id: string | null) => act(() => open(id)) };
}

const face = (id: string) => screen.getByTestId(`face-${id}`);
const point = (id: string) => fireEvent.pointerOver(face(id));
const leave = () => fireEvent.pointerOver(screen.getByTestId("pane"));

function tabTo(id: string) {
  fireEvent.keyDown(document.body, { key: "Tab" });
  act(() => screen.getByTestId(id).focus());
}

describe("somebody who moves about", () => {
  const preconnects = (fake: FakeHost) =>
    fake.calls.filter(({ name }) => name === "preconnect").length;

  it("has the endpoints connected at the first card, and again a second later at most", async () => {
    const { fake } = await show();
    leave();
    expect(preconnects(fake)).toBe(0);
    point(A);
    expect(preconnects(fake)).toBe(1);
    point(B);
    tabTo(A);
    expect(preconnects(fake)).toBe(1);
    wait(ABOUT_MS);
    point(A);
    expect(preconnects(fake)).toBe(2);
  });

  it("has nothing connected over what has no instance to reach", async () => {
    const { fake } = await show((fake) => {
      fake.world.workspaces = fake.world.workspaces.map((row) => ({ ...row, status: "paused" }));
    });
    point(A);
    wait(ABOUT_MS);
    expect(preconnects(fake)).toBe(0);
  });
});

describe("a pointer on a card", () => {
  it("warms its workspace up once it has rested there, and lets go of it when it leaves", async () => {
    const { fake } = await show();
    point(A);
    wait(REST_MS - 1);
    expect(log(fake)).toEqual([]);
    wait(1);
    expect(log(fake)).toEqual([`+${A}`]);
    leave();
    expect(log(fake)).toEqual([`+${A}`, `-${A}`]);
  });

  it("has the panel drawn ahead", async () => {
    await show();
    point(A);
    expect(useLikely.getState().workspaceId).toBeNull();
    wait(REST_MS);
    expect(useLikely.getState().workspaceId).toBe(A);
  });

  it("that leaves earlier, or only passes, does nothing", async () => {
    const { fake } = await show();
    point(A);
    wait(REST_MS - 1);
    point(B);
    wait(REST_MS - 1);
    leave();
    wait(1_000);
    expect(log(fake)).toEqual([]);
  });

  it("warms up one at a time", async () => {
    const { fake } = await show();
    point(A);
    wait(REST_MS);
    point(B);
    wait(REST_MS);
    expect(log(fake)).toEqual([`+${A}`, `-${A}`, `+${B}`]);
  });

  it("may move about on the card", async () => {
    const { fake } = await show();
    point(A);
    wait(REST_MS);
    fireEvent.pointerOver(face(A).parentElement ?? document.body);
    wait(REST_MS);
    expect(log(fake)).toEqual([`+${A}`]);
  });

  it("is not one while something is pressed or dragged", async () => {
    const { fake } = await show();
    point(A);
    fireEvent.pointerDown(face(A));
    wait(1_000);
    fireEvent.pointerOver(face(B), { buttons: 1 });
    wait(1_000);
    expect(log(fake)).toEqual([]);
  });

  it("rests from when the canvas has come to rest", async () => {
    const { fake } = await show();
    point(A);
    wait(REST_MS - 1);
    fireEvent.wheel(face(A));
    wait(REST_MS - 1);
    expect(log(fake)).toEqual([]);
    wait(1);
    expect(log(fake)).toEqual([`+${A}`]);
  });
});

describe("the keyboard", () => {
  it("warms up what Tab has come to, and lets go of it when it goes on", async () => {
    const { fake } = await show();
    tabTo(A);
    wait(REST_MS);
    tabTo(B);
    wait(REST_MS);
    act(() => screen.getByTestId(B).blur());
    expect(log(fake)).toEqual([`+${A}`, `-${A}`, `+${B}`, `-${B}`]);
  });

  it("warms up nothing that it was given by a click, or by a panel that has closed", async () => {
    const { fake } = await show();
    fireEvent.keyDown(document.body, { key: "Tab" });
    fireEvent.pointerDown(face(A));
    act(() => screen.getByTestId(A).focus());
    wait(1_000);
    fireEvent.keyDown(document.body, { key: "Escape" });
    act(() => screen.getByTestId(B).focus());
    wait(1_000);
    expect(log(fake)).toEqual([]);
  });

  it("warms up what it has come to in the search", async () => {
    const { fake } = await show();
    act(() => setCurrent(A));
    wait(REST_MS - 1);
    act(() => setCurrent(B));
    wait(REST_MS);
    act(() => setCurrent(null));
    expect(log(fake)).toEqual([`+${B}`, `-${B}`]);
  });

  it("and the pointer on one card are one, until both have left", async () => {
    const { fake } = await show();
    tabTo(A);
    point(A);
    wait(REST_MS);
    leave();
    expect(log(fake)).toEqual([`+${A}`]);
    act(() => screen.getByTestId(A).blur());
    expect(log(fake)).toEqual([`+${A}`, `-${A}`]);
  });
});

describe("a panel that opens", () => {
  it("takes over what was warmed up for it", async () => {
    const { fake, open } = await show();
    point(A);
    tabTo(A);
    wait(REST_MS);
    open(A);
    leave();
    act(() => screen.getByTestId(A).blur());
    expect(log(fake)).toEqual([`+${A}`]);
  });

  it("needs no warming up while it is open", async () => {
    const { fake, open } = await show();
    open(A);
    point(A);
    wait(1_000);
    expect(log(fake)).toEqual([]);
  });
});

describe("nothing is warmed up", () => {
  const change = (part: object) => (fake: FakeHost) => {
    fake.world.workspaces = fake.world.workspaces.map((row) =>
      row.id === A ? { ...row, ...part } : row,
    );
  };

  it.each([
    ["paused", change({ status: "paused" })],
    ["hibernated", change({ status: "hibernated" })],
    ["hibernating", change({ status: "hibernating" })],
    ["removed", change({ status: "removed" })],
    ["not there yet", change({ status: "provisioning" })],
    ["somewhere else", change({ runtime: "external" })],
  ])("of a workspace that is %s", async (_what, change) => {
    const { fake } = await show(change);
    point(A);
    wait(1_000);
    leave();
    expect(log(fake)).toEqual([]);
  });

  it("while the credentials are known to be bad, nor offline", async () => {
    const { fake } = await show();
    const rest = () => {
      point(A);
      wait(1_000);
      leave();
      return log(fake);
    };
    act(() => fake.push({ type: "credentials", problem: expiredCredentials() }));
    expect(rest()).toEqual([]);
    act(() => fake.push({ type: "credentials", problem: null }));
    const state = snapshotOf(fake.world, "demo", true);
    act(() => fake.push({ type: "connection", connection: state.connection }));
    expect(rest()).toEqual([]);
  });

  it("of what is no workspace, such as a group", async () => {
    const { fake } = await show();
    const warmUp = createWarmUp(fake.host);
    warmUp.restOn("pointer", "group:claude-code");
    wait(1_000);
    warmUp.end();
    expect(log(fake)).toEqual([]);
  });
});

it("a canvas that goes lets go of everything", async () => {
  const { fake } = await show();
  const warmUp = createWarmUp(fake.host);
  warmUp.restOn("pointer", A);
  warmUp.restOn("keyboard", B);
  wait(REST_MS);
  warmUp.end();
  expect(log(fake)).toEqual([`+${A}`, `+${B}`, `-${A}`, `-${B}`]);
});
