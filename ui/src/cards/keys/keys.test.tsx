import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { createFakeHost } from "../../ipc/fakeHost";
import { renderWith } from "../../testing/renderWith";
import { CardTab } from "../CardTab";
import { CardKeysSettings } from "./CardKeysSettings";

const KEY = '{"kty":"EC","crv":"P-256","kid":"ops-2025-11","x":"eA","y":"eQ"}';

/** Pastes a key and says whose it is; Enter adds it. */
async function add(jwks: string, label: string) {
  fireEvent.change(screen.getByRole("textbox", { name: /Public key/ }), {
    target: { value: jwks },
  });
  await userEvent.type(screen.getByRole("textbox", { name: "Whose key it is" }), `${label}{Enter}`);
}

it("lists keys with kind, thumbprint and kid, and adds one without sending the form around it", async () => {
  const sent = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  renderWith(
    createFakeHost(),
    <form onSubmit={sent}>
      <CardKeysSettings />
    </form>,
  );
  const list = await screen.findByRole("list", { name: "Keys" });
  expect(list).toHaveTextContent("EC P-256");
  expect(list).toHaveTextContent("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  await add(KEY, "Operations");
  expect(await screen.findByText("Operations")).toBeInTheDocument();
  expect(within(list).getAllByRole("listitem")).toHaveLength(2);
  expect(sent).not.toHaveBeenCalled();
});

it("says why a key is refused, and keeps what was pasted", async () => {
  renderWith(createFakeHost(), <CardKeysSettings />);
  await screen.findByRole("list", { name: "Keys" });
  await add('{"kty":"EC","d":"secret"}', "Operations");
  expect(await screen.findByRole("alert")).toHaveTextContent("a private key was given");
  expect(screen.getByRole("textbox", { name: /Public key/ })).toHaveValue(
    '{"kty":"EC","d":"secret"}',
  );
});

it("removes a key only after asking", async () => {
  const fake = createFakeHost();
  renderWith(fake, <CardKeysSettings />);
  await userEvent.click(
    await screen.findByRole("button", { name: "Remove the key of Example Robotics" }),
  );
  const dialog = screen.getByRole("alertdialog", { name: "Remove this key?" });
  expect(fake.calls.some(({ name }) => name === "remove_card_key")).toBe(false);
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
  expect(await screen.findByText(/No keys yet/)).toBeInTheDocument();
});

it("verifies a card once its unknown key is added from its signature", async () => {
  renderWith(createFakeHost(), <CardTab workspaceId="ws-02" />);
  await userEvent.click(await screen.findByRole("button", { name: "Signed with an unknown key" }));
  await userEvent.click(screen.getByRole("button", { name: "Add the key…" }));
  expect(screen.getByRole("dialog")).toHaveTextContent("ops-2025-11");
  await add(KEY, "Operations");
  expect(
    await screen.findByRole("button", { name: /^Signed by key .* \(Operations\)$/ }),
  ).toBeInTheDocument();
});
