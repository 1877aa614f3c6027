import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Workspace } from "../ipc/contract";
import { workspaceWith } from "../testing/workspace";
import { initialAppState, useAppStore } from ".";
import { useRow } from "./shared";

const looked: string[] = [];

function Name({ id }: { id: string }) {
  const name = useRow(id, (row) => {
    looked.push(id);
    return row?.name ?? "not in the list";
  });
  return <p data-testid={id}>{name}</p>;
}

function change(rows: Workspace[], removed: string[] = []) {
  looked.length = 0;
  const source = { fetchedMs: 1, source: "live" } as const;
  act(() => useAppStore.getState().apply({ type: "workspaces_changed", rows, removed, ...source }));
}

beforeEach(() => change([workspaceWith({ id: "a", name: "A" }), workspaceWith({ id: "b" })]));
afterEach(() => useAppStore.setState(initialAppState));

it("looks at a row again when that row is another, and at no other row", () => {
  render(["a", "b"].map((id) => <Name key={id} id={id} />));
  change([workspaceWith({ id: "a", name: "Renamed" })]);
  expect(screen.getByTestId("a")).toHaveTextContent("Renamed");
  expect(looked).toContain("a");
  expect(looked).not.toContain("b");
});

it("hears that a row goes, and that it comes back", () => {
  render(<Name id="a" />);
  change([], ["a"]);
  expect(screen.getByTestId("a")).toHaveTextContent("not in the list");
  change([workspaceWith({ id: "a", name: "Back" })]);
  expect(screen.getByTestId("a")).toHaveTextContent("Back");
});

it("follows the id that it is given, and hears of nothing once it is gone", () => {
  const { rerender, unmount } = render(<Name id="a" />);
  rerender(<Name id="b" />);
  change([workspaceWith({ id: "b", name: "B" })]);
  expect(screen.getByTestId("b")).toHaveTextContent("B");
  change([workspaceWith({ id: "a", name: "Nobody looks" })]);
  expect(looked).toEqual([]);
  unmount();
  change([workspaceWith({ id: "b", name: "Gone" })]);
  expect(looked).toEqual([]);
});
