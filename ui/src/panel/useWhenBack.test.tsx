import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { ConnectionStatus } from "../ipc/contract";
import { fakeWorld, snapshotOf } from "../ipc/fake/world";
import { initialAppState, useAppStore } from "../store";
import { useWhenBack } from "./useWhenBack";

afterEach(() => useAppStore.setState(initialAppState));

function become(status: ConnectionStatus): void {
  const { connection } = snapshotOf(fakeWorld(), "platform", false);
  act(() => useAppStore.setState({ connection: { ...connection, status } }));
}

it.each(["offline", "connecting"] as const)(
  "tells when the platform answers again after it was %s, once",
  (away) => {
    become("online");
    const times: number[] = [];
    renderHook(() => useWhenBack((sinceMs) => times.push(sinceMs)));
    become("online");
    expect(times).toEqual([]);
    const before = Date.now();
    become(away);
    become("online");
    become("online");
    expect(times).toHaveLength(1);
    expect(times[0]).toBeGreaterThanOrEqual(before);
  },
);
