import { act, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { replaceInstance } from "../ipc/fake/access";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderWith } from "../testing/renderWith";
import { Panel } from "./Panel";

const openings = (fake: FakeHost) => fake.calls.filter(({ name }) => name === "open_panel");

/** A panel whose files had no instance to be on. */
async function openWithout() {
  const fake = createFakeHost({ failing: { config: "no_instance", files: "no_instance" } });
  replaceInstance(fake.world, "ws-02", null);
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await screen.findByText("Could not load config.yaml");
  return fake;
}

function name(fake: FakeHost, instanceId: string | null) {
  const [list] = replaceInstance(fake.world, "ws-02", instanceId);
  act(() => fake.push(list));
}

it("a panel that wants an instance is loaded again by itself when the row names one", async () => {
  const fake = await openWithout();
  name(fake, null);
  expect(openings(fake)).toHaveLength(1);
  fake.options.failing = {};
  name(fake, "i-00000000000000b00");
  await waitFor(() => expect(screen.queryByText("Could not load config.yaml")).toBeNull());
  expect(openings(fake)).toHaveLength(2);
});

it("a panel that still finds no instance is not loaded over and over", async () => {
  const fake = await openWithout();
  name(fake, "i-00000000000000b00");
  await waitFor(() => expect(openings(fake)).toHaveLength(2));
  await screen.findByText("Could not load config.yaml");
  name(fake, "i-00000000000000b00");
  expect(openings(fake)).toHaveLength(2);
});
