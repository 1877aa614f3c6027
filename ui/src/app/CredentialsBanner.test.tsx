import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { reportProblem, useNotices } from "../components/notices";
import { expiredCredentials } from "../ipc/fake/access";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { IpcError } from "../ipc/ipcError";
import { renderApp } from "../testing/renderApp";

async function show(fake: FakeHost): Promise<HTMLElement> {
  renderApp(fake);
  return screen.findByRole("region", { name: "AWS credentials" });
}

const expired = () => createFakeHost({ hasExpired: true });

describe("expired credentials", () => {
  it("are told once: since when, how much waits, and the command that renews them", async () => {
    userEvent.setup();
    const banner = await show(expired());
    const announced = screen.getAllByRole("status").map(({ textContent }) => textContent);
    expect(announced).toContain("The AWS credentials have expired; sign in again.");
    expect(banner).toHaveTextContent("The AWS credentials have expired");
    expect(banner).toHaveTextContent("12 operations wait and go on by themselves.");
    expect(banner).toHaveTextContent(/Since \d\d:\d\d, 4 min ago\. credentials_expired/);
    const copying = vi.spyOn(navigator.clipboard, "writeText");
    await userEvent.click(within(banner).getByRole("button", { name: "Copy the command" }));
    expect(copying).toHaveBeenCalledWith("aws sso login --profile team-a");
  });

  it("go when the backend says that they are good, and the keyboard goes on", async () => {
    const fake = expired();
    const banner = await show(fake);
    await userEvent.click(within(banner).getByRole("button", { name: "I have signed in" }));
    await waitFor(() => expect(banner).not.toBeInTheDocument());
    expect(fake.calls.map(({ name }) => name)).toContain("renew_credentials");
    expect(screen.getByRole("main")).toHaveFocus();
  });

  it("stay, with the reason, while they are not good", async () => {
    const fake = createFakeHost({
      hasExpired: true,
      failing: { renew_credentials: "credentials_expired" },
    });
    const banner = await show(fake);
    await userEvent.click(within(banner).getByRole("button", { name: "I have signed in" }));
    expect(await within(banner).findByRole("alert")).toHaveTextContent("They are not good yet");
  });

  it("need not be waited for", async () => {
    const fake = expired();
    const banner = await show(fake);
    await userEvent.click(within(banner).getByRole("button", { name: "Stop waiting" }));
    await waitFor(() => expect(banner).not.toBeInTheDocument());
    expect(fake.calls.map(({ name }) => name)).toContain("stop_waiting_for_credentials");
  });

  it("come and go with the events, and have no message for each failure", async () => {
    const fake = createFakeHost();
    renderApp(fake);
    await screen.findByText("14 workspaces");
    expect(screen.queryByRole("region", { name: "AWS credentials" })).toBeNull();
    const problem = { ...expiredCredentials(), waiting: 1, command: null };
    act(() => fake.push({ type: "credentials", problem }));
    const banner = screen.getByRole("region", { name: "AWS credentials" });
    expect(banner).toHaveTextContent("1 operation waits and goes on by itself.");
    expect(
      within(banner).getByRole("button", { name: "Copy aws sso login --profile team-a" }),
    ).toBeVisible();
    act(() => reportProblem("Could not close", new IpcError("credentials_expired", "")));
    expect(useNotices.getState().notices).toEqual([]);
    act(() => fake.push({ type: "credentials", problem: null }));
    expect(banner).not.toBeInTheDocument();
  });
});
