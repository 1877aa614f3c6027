import { render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { Connection, ConnectionStatus } from "../ipc/contract";
import { useAppStore } from "../store";
import { StatusBadge } from "./StatusBadge";

const initial = useAppStore.getState();

afterEach(() => useAppStore.setState(initial, true));

function show(status: ConnectionStatus) {
  const connection: Connection = {
    mode: "platform",
    status,
    platformUrl: "https://acme.example",
    error: null,
    answeredMs: null,
    events: "open",
    notice: null,
  };
  useAppStore.getState().apply({ type: "connection", connection });
  render(<StatusBadge status="online" />);
}

test("a status that the platform has just told is shown as it is", () => {
  show("online");
  expect(screen.getByText("Online").parentElement?.dataset["tone"] ?? "").not.toBe("idle");
});

test("a status from before the connection was lost is only the last seen, without colour", () => {
  show("offline");
  const text = screen.getByText("Last seen online");
  expect(text.closest(".status")?.getAttribute("data-tone")).toBe("idle");
});
