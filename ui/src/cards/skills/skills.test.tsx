import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { createFakeHost } from "../../ipc/fakeHost";
import { renderWith } from "../../testing/renderWith";
import { CardTab } from "../CardTab";

async function skillsOf(workspaceId: string) {
  renderWith(createFakeHost(), <CardTab workspaceId={workspaceId} />);
  const section = await screen.findByRole("region", { name: /^Skills/ });
  const shown = () => [...section.querySelectorAll(".skill .item-title")].map((e) => e.textContent);
  return { section: within(section), shown };
}

it.each([
  ["a name", "plan a rel", "Plan a release"],
  ["an id", "lint", "Lint"],
  ["a description", "owners and dates", "Plan a release"],
  ["an example", "parser since", "Review a pull request"],
  ["a tag", "planning", "Plan a release"],
])("finds a skill by %s", async (_what, text, name) => {
  const { section, shown } = await skillsOf("ws-01");
  await userEvent.type(section.getByRole("searchbox", { name: "Search skills" }), text);
  expect(shown()).toEqual([name]);
  expect(section.getByRole("status")).toHaveTextContent("1 of 3");
});

it("filters by tags, and Escape clears everything", async () => {
  const { section, shown } = await skillsOf("ws-01");
  const tags = within(section.getByRole("group", { name: "Only skills with the tag" }));
  await userEvent.click(tags.getByRole("button", { name: "code 2" }));
  expect(shown()).toEqual(["Review a pull request", "Lint"]);
  await userEvent.type(section.getByRole("searchbox"), "correctness");
  expect(shown()).toEqual(["Review a pull request"]);
  await userEvent.keyboard("{Escape}");
  expect(shown()).toHaveLength(3);
  expect(tags.getByRole("button", { name: "code 2" })).toHaveAttribute("aria-pressed", "false");
});

it("says that nothing fits", async () => {
  const { section } = await skillsOf("ws-01");
  await userEvent.type(section.getByRole("searchbox"), "zzz");
  expect(section.getByText("No skill fits what is looked for.")).toBeInTheDocument();
});

it("shows the beginning of a long list, finds the rest, and shows all on request", async () => {
  const { section, shown } = await skillsOf("ws-11");
  expect(shown()).toHaveLength(40);
  await userEvent.click(section.getByRole("searchbox"));
  await userEvent.paste("case 511");
  expect(shown()).toEqual(["Sort out login case 511"]);
  await userEvent.keyboard("{Escape}");
  fireEvent.click(section.getByText("Show all 512 skills"));
  expect(shown()).toHaveLength(512);
});

it("says which modes a skill has of its own", async () => {
  const { section } = await skillsOf("ws-01");
  const [review, lint] = within(section.getByRole("list", { name: "Skills" }))
    .getAllByRole("listitem")
    .filter((item) => item.classList.contains("skill"));
  expect(review).toHaveTextContent("Takes text/plain, answers in text/markdown");
  expect(lint).toHaveTextContent("Default modes");
});
