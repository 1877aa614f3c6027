import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { AccessContext } from "../access/accessContext";
import { DoctorContext } from "../doctor/doctorContext";
import { ACCESS_DENIED } from "../ipc/fake/access";
import { toIpcError } from "../ipc/ipcError";
import { ErrorNotice } from "./ErrorNotice";
import { remedyParts } from "./remedyParts";

const STATEMENT = '{\n  "Effect": "Allow",\n  "Action": "ec2:DescribeInstances"\n}';

describe("the remedy of an error", () => {
  it("is kept from what the backend sends", () => {
    expect(toIpcError(ACCESS_DENIED).remedy).toBe(ACCESS_DENIED.remedy);
    expect(toIpcError({ code: "internal", message: "a", remedy: 3 }).remedy).toBeUndefined();
  });

  it("shows an IAM statement preformatted, and copies it as it is shown", async () => {
    userEvent.setup();
    const error = { ...ACCESS_DENIED, remedy: `Ask for it:\n${STATEMENT}\nThen retry.` };
    render(<ErrorNotice title="Could not load" error={error} />);
    expect(screen.getByLabelText("the IAM statement")).toHaveTextContent('"Effect": "Allow"');
    expect(screen.getByText("Then retry.")).toBeVisible();
    const copying = vi.spyOn(navigator.clipboard, "writeText");
    await userEvent.click(screen.getByRole("button", { name: "Copy the IAM statement" }));
    expect(copying).toHaveBeenCalledWith(STATEMENT);
    expect(screen.getByText("Copied")).toBeInTheDocument();
  });

  it("offers a statement for copying by hand where the clipboard refuses it", async () => {
    userEvent.setup();
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("no"));
    render(<ErrorNotice title="Could not load" error={ACCESS_DENIED} />);
    await userEvent.click(screen.getByRole("button", { name: "Copy the IAM statement" }));
    expect(await screen.findByLabelText("Text to copy")).toHaveFocus();
  });

  it("is text, whatever is in it, and hides nothing", () => {
    const remedy = 'Run `aws sso login\u202E --profile x` <img src="x">\u0007 now.';
    render(<ErrorNotice title="Could not load" error={{ ...ACCESS_DENIED, remedy }} />);
    const notice = screen.getByRole("alert");
    expect(notice).toHaveTextContent('<img src="x">⟨U+0007⟩');
    expect(notice.querySelector("img")).toBeNull();
    expect(
      within(notice).getByRole("button", { name: "Copy aws sso login⟨U+202E⟩ --profile x" }),
    ).toBeVisible();
  });

  it("is nothing where there is none", () => {
    render(<ErrorNotice title="Could not load" error={{ code: "internal", message: "a" }} />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("remedyParts", () => {
  it("tells sentences from commands and statements on lines of their own", () => {
    const remedy = `Do this:\n$ aws sts get-caller-identity\n${STATEMENT}\n\nand \`sudo\` \`that`;
    expect(remedyParts(remedy)).toEqual([
      { kind: "text", spans: [{ isCode: false, text: "Do this:" }] },
      { kind: "code", what: "the command", text: "aws sts get-caller-identity" },
      { kind: "code", what: "the IAM statement", text: STATEMENT },
      {
        kind: "text",
        spans: [
          { isCode: false, text: "and " },
          { isCode: true, text: "sudo" },
          { isCode: false, text: " `that" },
        ],
      },
    ]);
  });

  it("keeps what begins like a statement and never ends", () => {
    expect(remedyParts("{\n  a")).toEqual([
      { kind: "code", what: "the IAM statement", text: "{\n  a" },
    ]);
  });
});

describe("the ways out of an error", () => {
  const access = {
    workspaceId: "ws-02",
    reload: vi.fn(),
    reviewHostKey: vi.fn(),
    chooseInstance: vi.fn(),
  };

  it.each([
    ["host_key_changed", "Review host key", access.reviewHostKey],
    ["no_instance", "Choose instance", access.chooseInstance],
  ] as const)("of %s are offered where a workspace is shown", async (code, name, run) => {
    const error = { code, message: "" };
    const { rerender } = render(<ErrorNotice title="Could not load" error={error} />);
    expect(screen.queryByRole("button")).toBeNull();
    rerender(
      <AccessContext value={access}>
        <ErrorNotice title="Could not load" error={error} />
      </AccessContext>,
    );
    await userEvent.click(screen.getByRole("button", { name }));
    expect(run).toHaveBeenCalledOnce();
  });

  it("lead to the doctor when the connection failed, for the workspace that it was about", async () => {
    const openDoctor = vi.fn();
    render(
      <DoctorContext value={openDoctor}>
        <AccessContext value={access}>
          <ErrorNotice title="Could not load" error={{ code: "key_refused", message: "" }} />
        </AccessContext>
      </DoctorContext>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Find out why" }));
    expect(openDoctor).toHaveBeenCalledWith("ws-02");
  });
});
