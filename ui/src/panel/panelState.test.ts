import { describe, expect, it } from "vitest";
import type { PanelEvent } from "../ipc/contract";
import { workspaceWith } from "../testing/workspace";
import { freshestRow } from "./freshestRow";
import { nextGeneration } from "./generation";
import { ageOf, knownOf, problemOf } from "./legState";
import { ALL_LEGS, initialPanel, type PanelState, reducePanel } from "./panelState";

const opened = reducePanel(initialPanel, { type: "opened", generation: 7 });

function modelEvent(generation: number, model = "m"): PanelEvent {
  const outcome = { status: "ok", value: { model, source: "" }, ms: 1, fetchedMs: 1 } as const;
  return { type: "model", generation, outcome };
}

function arrive(state: PanelState, event: PanelEvent): PanelState {
  return reducePanel(state, { type: "arrived", event });
}

describe("reducePanel", () => {
  it("settles one leg and leaves the others loading", () => {
    const { legs } = arrive(opened, modelEvent(7));
    expect(legs.model.status).toBe("ok");
    expect([legs.workspace, legs.provider, legs.config, legs.files]).toEqual(
      Array(4).fill({ status: "loading" }),
    );
  });

  it("drops what arrives late from an older opening", () => {
    const reopened = reducePanel(arrive(opened, modelEvent(7)), { type: "opened", generation: 8 });
    expect(arrive(reopened, modelEvent(7, "late"))).toBe(reopened);
    expect(reopened.legs.model.status).toBe("loading");
  });

  it("drops the failure of an older opening", () => {
    const error = { code: "cancelled", message: "" } as const;
    const state = reducePanel(opened, { type: "rejected", generation: 6, legs: ALL_LEGS, error });
    expect(state).toBe(opened);
  });

  it("fails only the legs that had not arrived when the opening fails", () => {
    const error = { code: "unreachable", message: "no route" } as const;
    const { legs } = reducePanel(arrive(opened, modelEvent(7)), {
      type: "rejected",
      generation: 7,
      legs: ALL_LEGS,
      error,
    });
    expect(legs.model.status).toBe("ok");
    expect(legs.files).toEqual({ status: "failed", error, ms: 0 });
  });

  it("puts only the retried leg back to loading", () => {
    const failed = arrive(arrive(opened, modelEvent(7)), {
      type: "files",
      generation: 7,
      outcome: { status: "failed", error: { code: "timed_out", message: "" }, ms: 1 },
    });
    const { legs } = reducePanel(failed, { type: "retried", generation: 7, leg: "files" });
    expect(legs.files).toEqual({ status: "loading" });
    expect(legs.model.status).toBe("ok");
  });
});

describe("an opening that is renewed", () => {
  it("shows what there is until the new answers arrive, but no failure of before", () => {
    const error = { code: "timed_out", message: "" } as const;
    const legs = {
      ...initialPanel.legs,
      model: { status: "ok", value: { model: "m", source: "" }, ms: 1, fetchedMs: 1 } as const,
      files: { status: "failed", error, ms: 1 } as const,
    };
    const before = { generation: 1, legs, awaited: [] };
    const after = reducePanel(before, { type: "reopened", generation: 2 });
    expect(after.generation).toBe(2);
    expect(after.legs.model).toBe(legs.model);
    expect(after.legs.files).toEqual({ status: "loading" });
  });
});

describe("nextGeneration", () => {
  it("is always larger than before", () => {
    const numbers = Array.from({ length: 5 }, nextGeneration);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });
});

describe("freshestRow", () => {
  const listed = {
    workspace: workspaceWith({ id: "a", status: "online" }),
    fetchedMs: 100,
    source: "live" as const,
  };
  const value = workspaceWith({ id: "a", status: "failed" });

  it("prefers the leg's answer until a newer list comes", () => {
    const leg = { status: "ok", value, ms: 1, fetchedMs: 200 } as const;
    expect(freshestRow(listed, leg)?.workspace.status).toBe("failed");
    expect(freshestRow({ ...listed, fetchedMs: 300 }, leg)?.workspace.status).toBe("online");
  });

  it("keeps the list's row while the leg loads", () => {
    expect(freshestRow(listed, { status: "loading" })).toBe(listed);
  });
});

describe("a leg from the store", () => {
  const stored = { type: "model", generation: 7 } as const;
  const value = { model: "old", source: "" };
  const withStored = (fetchedMs = 5) =>
    arrive(opened, { ...stored, outcome: { status: "stored", value, fetchedMs } });
  const failure = { status: "failed", error: { code: "unreachable", message: "" }, ms: 1 } as const;

  it("is shown with its age while the answer is on its way", () => {
    const { model } = withStored().legs;
    expect([model.status, knownOf(model), ageOf(model)]).toEqual(["loading", value, 5]);
  });

  it("stays when the live answer fails, with the reason", () => {
    const { model } = arrive(withStored(), { ...stored, outcome: failure }).legs;
    expect(knownOf(model)).toEqual(value);
    expect(problemOf(model)?.code).toBe("unreachable");
  });

  it("gives way to the live answer, and never takes the place of it", () => {
    const live = arrive(withStored(), modelEvent(7, "new"));
    const late = { ...stored, outcome: { status: "stored", value, fetchedMs: 0 } } as const;
    expect(arrive(live, late).legs.model).toBe(live.legs.model);
  });

  it("keeps a live value through a reload that fails", () => {
    const failed = arrive(arrive(opened, modelEvent(7, "new")), { ...stored, outcome: failure });
    const again = reducePanel(failed, { type: "reopened", generation: 8 });
    expect(knownOf(again.legs.model)?.model).toBe("new");
    expect(again.legs.model.status).toBe("loading");
  });
});
