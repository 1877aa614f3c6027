import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { createFakeHost } from "../../ipc/fakeHost";
import { renderWith } from "../../testing/renderWith";
import { CardTab } from "../CardTab";

/** Finds the badge with a card's own version. */
function isVersion(version: string) {
  return (_text: string, element: Element | null) =>
    element?.tagName === "LI" && element.textContent === `Version ${version}`;
}

async function openHistory(by = "What changed") {
  const fake = createFakeHost();
  renderWith(fake, <CardTab workspaceId="ws-02" />);
  await userEvent.click(await screen.findByRole("button", { name: by }));
  return fake;
}

it("lists the versions, newest first", async () => {
  await openHistory("History 4");
  const table = screen.getByRole("table", { name: "Versions of the card" });
  const names = within(table)
    .getAllByRole("rowheader")
    .map((cell) => cell.textContent);
  expect(names).toEqual(["1.4.0 Newest", "1.3.0 ", "1.2.0 ", "1.0.0 "]);
});

it("shows what changed last at once, by word and not by colour alone", async () => {
  const fake = await openHistory();
  const skills = await screen.findByRole("list", { name: "Changes: Skills" });
  const [changed, added] = within(skills).getAllByRole("listitem");
  expect(changed).toHaveTextContent(/^ChangedReview a pull request/);
  expect(changed).toHaveTextContent("style last");
  expect(changed).toHaveTextContent("then on style");
  expect(added).toHaveTextContent(/^AddedExplain a change/);
  expect(added).not.toHaveTextContent("Before");
  const { versions } = fake.world.cards["ws-02"] ?? { versions: [] };
  expect(fake.calls.at(-1)).toEqual({
    name: "compare_cards",
    args: { workspaceId: "ws-02", from: versions[1]?.sha256, to: versions[0]?.sha256 },
  });
});

it("compares two chosen versions, the older first, and goes back to the last change", async () => {
  await openHistory();
  await userEvent.click(
    screen.getByRole("radio", { name: "Compare from 1.2.0, 2 before the newest" }),
  );
  const diff = await screen.findByTestId("card-diff");
  expect(within(diff).getByRole("heading", { level: 4 })).toHaveTextContent("From 1.2.0 to 1.4.0");
  await userEvent.click(
    screen.getByRole("radio", { name: "Compare to 1.0.0, 3 before the newest" }),
  );
  expect(await screen.findByText(/^From/)).toHaveTextContent("From 1.0.0 to 1.2.0");
  await userEvent.click(screen.getByRole("button", { name: "What changed last" }));
  expect(await screen.findByText(/^From/)).toHaveTextContent("From 1.3.0 to 1.4.0");
});

it("asks for two different versions", async () => {
  await openHistory();
  await userEvent.click(screen.getByRole("radio", { name: "Compare from 1.4.0, the newest" }));
  expect(screen.getByText("Choose two different versions.")).toBeInTheDocument();
});

it("says that an old version is not the newest, and leads back", async () => {
  await openHistory();
  await userEvent.click(screen.getByRole("button", { name: "View 1.3.0, 1 before the newest" }));
  const banner = screen.getByText(/^Version of/).closest('[role="status"]');
  expect(banner).toHaveTextContent(/Version of .*\(1\.3\.0\)/);
  expect(banner).toHaveTextContent(/Newest is .*\(1\.4\.0\)/);
  expect(await screen.findByText(isVersion("1.3.0"))).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Back to the newest" }));
  expect(await screen.findByText(isVersion("1.4.0"))).toBeInTheDocument();
});
