import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, test } from "vitest";
import { createFakeHost } from "../ipc/fakeHost";
import { findEditor } from "../testing/editor";
import { renderWith } from "../testing/renderWith";
import { CardTab } from "./CardTab";

function openCard(workspaceId: string, options: Parameters<typeof createFakeHost>[0] = {}) {
  const fake = createFakeHost(options);
  renderWith(fake, <CardTab workspaceId={workspaceId} />);
  return fake;
}

describe("the signature", () => {
  test.each([
    ["ws-01", "verified", /^Signed by key NzbLsXh8uDCc… \(Example Robotics\)$/, "good"],
    ["ws-02", "unknown_key", "Signed with an unknown key", "idle"],
    ["ws-05", "invalid", "Invalid signature", "bad"],
    ["ws-06", "unsigned", "Unsigned", "idle"],
    ["ws-07", "unsupported", "Signature of an unsupported kind", "warning"],
    ["ws-10", "malformed", "Malformed signature", "warning"],
  ])("of %s is told as %s", async (workspaceId, verdict, name, tone) => {
    openCard(workspaceId);
    const badge = await screen.findByRole("button", { name });
    expect(badge).toHaveAttribute("data-verdict", verdict);
    expect(badge, "only a good one is green").toHaveAttribute("data-tone", tone);
    await userEvent.click(badge);
    expect(document.body, "no card is called trusted").not.toHaveTextContent(/trusted/i);
  });

  it("says what an invalid one means", async () => {
    openCard("ws-05");
    await userEvent.click(await screen.findByRole("button", { name: "Invalid signature" }));
    expect(screen.getByRole("region", { name: "Signature" })).toHaveTextContent(
      "Do not rely on what it says",
    );
  });

  it("tells key, algorithm, form and what it covers, and never fetches the keys' address", async () => {
    const fake = openCard("ws-03");
    await userEvent.click(await screen.findByRole("button", { name: /Signed by key/ }));
    const details = screen.getByRole("region", { name: "Signature" });
    expect(details).toHaveTextContent("robotics-2026");
    expect(details).toHaveTextContent("ES256");
    expect(details).toHaveTextContent("unknown and v0.3 fields are outside");
    expect(details).toHaveTextContent("Never fetched by itself");
    const covered = within(details).getByRole("list", { name: "Covered fields" });
    expect(covered).toHaveTextContent("/supportedInterfaces");
    expect(covered).not.toHaveTextContent("/url");
    expect(within(details).getByRole("list", { name: "Not signed" })).toHaveTextContent("/url");
    expect(new Set(fake.calls.map(({ name }) => name))).toEqual(new Set(["read_card"]));
  });

  it("marks what it says nothing about, and only that", async () => {
    openCard("ws-03");
    const unknown = await screen.findByRole("region", { name: /Unknown fields/ });
    expect(within(unknown).getByText("Not signed")).toBeInTheDocument();
    const warnings = screen.getByRole("list", { name: "Warnings" });
    const [http, url] = within(warnings).getAllByRole("listitem");
    expect(url).toHaveTextContent("Not signed/url");
    expect(http).not.toHaveTextContent("Not signed");
    const interfaces = screen.getByRole("region", { name: /Interfaces/ });
    expect(within(interfaces).queryByText("Not signed")).not.toBeInTheDocument();
  });
});

describe("what is shown of a card", () => {
  it("begins with the preferred interface, and says whose view the addresses are", async () => {
    openCard("ws-02");
    const list = await screen.findByRole("list", { name: "Interfaces, the preferred one first" });
    const [first, second] = within(list)
      .getAllByRole("listitem")
      .filter((item) => item.classList.contains("item"));
    expect(first).toHaveTextContent("Preferred");
    expect(second).not.toHaveTextContent("Preferred");
    expect(second).toHaveTextContent("Tenant blue");
    expect(second).toHaveTextContent("supportedInterfaces");
    expect(screen.getByText("Addresses are as seen by the platform.")).toBeInTheDocument();
  });

  it("tells the security as alternatives of what is wanted together", async () => {
    openCard("ws-01");
    expect(await screen.findByTestId("card-requirements")).toHaveTextContent(
      "One of: signIn (tasks:read, tasks:write) and tls — or bearer",
    );
    expect(screen.getByRole("list", { name: "Security schemes" })).toHaveTextContent(
      "https://sso.robotics.example/.well-known/oauth-authorization-server",
    );
  });

  it("marks an extension that a client must speak", async () => {
    openCard("ws-01");
    expect(await screen.findByRole("list", { name: "Extensions" })).toHaveTextContent("Required");
  });

  it("shows a web address whole before it can be copied, and opens none", async () => {
    openCard("ws-01");
    await userEvent.click(await screen.findByRole("button", { name: "https://robotics.example" }));
    const dialog = screen.getByRole("dialog", { name: "Web address" });
    expect(dialog).toHaveTextContent("https://robotics.example");
    expect(within(dialog).getByRole("button", { name: /Copy/ })).toBeInTheDocument();
    expect(document.querySelector("a[href], img, iframe")).toBeNull();
  });

  it("leaves an address of another scheme as text, and shows what tries to hide", async () => {
    openCard("ws-10");
    expect(await screen.findByText("javascript:alert(1)")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /javascript/ })).not.toBeInTheDocument();
    expect(screen.getByTestId("card-name")).toHaveTextContent("⟨U+202E⟩");
    expect(screen.getByText(/<b>Bold<\/b>/)).toHaveTextContent("⟨U+200B⟩");
  });
});

describe("the problems", () => {
  it("lead to their place in the raw JSON", async () => {
    openCard("ws-02");
    const warnings = await screen.findByRole("list", { name: "Warnings" });
    expect(screen.queryByTestId("card-raw-text"), "behind a click").not.toBeInTheDocument();
    await userEvent.click(
      within(warnings).getByRole("button", { name: "/supportedInterfaces/1/url" }),
    );
    const view = await findEditor("card-raw-text");
    const { text } = view.state.doc.lineAt(view.state.selection.main.head);
    expect(text).toContain("http://10.0.3.17:8000/");
    expect(document.querySelector(".cm-place")).toHaveTextContent("http://10.0.3.17:8000/");
  });
});

describe("the raw JSON", () => {
  it("masks secrets until the card is asked for as received", async () => {
    const fake = openCard("ws-02");
    const toggle = await screen.findByRole("button", { name: "Raw JSON" });
    expect(toggle).toHaveAttribute("aria-expanded", "false");
    await userEvent.click(toggle);
    const view = await findEditor("card-raw-text");
    expect(view.state.sliceDoc()).not.toContain("tok_4f1d9c");
    await userEvent.click(screen.getByRole("button", { name: "As received" }));
    expect(view.state.sliceDoc()).toBe(fake.world.cards["ws-02"]?.raw);
    expect(screen.getByText(/exactly as received, secrets too/)).toBeInTheDocument();
  });
});

describe("the state of the card", () => {
  it("says that a card is no longer published, and when it was seen", async () => {
    openCard("ws-04");
    const said = await screen.findByText("No longer published.");
    expect(said.closest('[role="status"]')).toHaveTextContent(/seen as of .*5 min ago/);
  });

  it("says that the workspace was removed, and lets nothing be published for it", async () => {
    openCard("ws-14");
    expect(await screen.findByText(/This workspace was removed/)).toBeInTheDocument();
    expect(screen.getByTestId("card-edit")).toBeDisabled();
  });

  it("says why a stored copy is not confirmed, with its age", async () => {
    openCard("ws-12");
    expect(await screen.findByText(/has not confirmed it in this session/)).toBeInTheDocument();
    expect(screen.getByTestId("card-age")).toHaveTextContent(/^Last known card, .*3 h ago/);
  });

  it("calls nothing live while the platform does not answer", async () => {
    openCard("ws-01", { mode: "platform", isOffline: true });
    expect(await screen.findByText(/There is no answer; check the network/)).toBeInTheDocument();
    expect(screen.getByTestId("card-age")).toHaveTextContent("Last known card");
  });

  it("shows only the JSON of what is no card", async () => {
    openCard("ws-09");
    expect(await screen.findByText(/cannot be read as an agent card/)).toBeInTheDocument();
    expect(screen.queryByRole("region", { name: /Skills/ })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Raw JSON" })).toBeInTheDocument();
  });

  it("says where cards come from where there never was one", async () => {
    openCard("ws-08");
    expect(await screen.findByText("No agent card")).toBeInTheDocument();
    expect(screen.getByText(/registers its card with the platform when it starts/)).toBeVisible();
  });

  it("offers to read it again after a failure", async () => {
    const fake = openCard("ws-01", { failing: { read_card: "internal" } });
    await screen.findByText("Could not read the agent card");
    fake.options.failing = {};
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    expect(await screen.findByTestId("card-name")).toHaveTextContent("Engineering Lead");
  });
});
