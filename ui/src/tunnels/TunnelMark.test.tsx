import { render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { CardFace } from "../canvas/CardFace";
import { cardOf } from "../canvas/useCardLook";
import type { TunnelState } from "../ipc/contract";
import { useAppStore } from "../store";
import { tunnelWith } from "../testing/tunnel";
import { workspaceWith } from "../testing/workspace";

const initial = useAppStore.getState();

afterEach(() => useAppStore.setState(initial, true));

function show(state: TunnelState, isFar = false, instanceId = "i-a") {
  const tunnels = [tunnelWith({ id: 1, instanceId, state })];
  useAppStore.getState().apply({ type: "tunnels", tunnels });
  render(<CardFace card={cardOf(workspaceWith({ id: "a", instanceId: "i-a" }))} isFar={isFar} />);
}

test.each(["connecting", "open", "reconnecting", "failed"] as const)(
  "a card says that its tunnel is %s, near and far",
  (state) => {
    show(state);
    expect(screen.getByRole("img", { name: `Tunnel ${state}` })).toHaveAttribute("title");
    show(state, true);
    expect(screen.getAllByRole("img", { name: `Tunnel ${state}` })).toHaveLength(2);
  },
);

test("a card says nothing of a closed tunnel", () => {
  show("closed");
  expect(screen.queryByRole("img")).toBeNull();
});

test("a card says nothing of the tunnel to another instance", () => {
  show("open", false, "i-b");
  expect(screen.queryByRole("img")).toBeNull();
});
