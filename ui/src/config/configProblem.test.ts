import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../ipc/contract";
import { workspaceWith } from "../testing/workspace";
import { configProblem } from "./configProblem";

const loading = { status: "loading" } as const;
const external = workspaceWith({ id: "a", runtime: "external" });
const hermes = workspaceWith({ id: "a", runtime: "hermes" });

function failed(code: ErrorCode) {
  return { status: "failed", error: { code, message: "" }, ms: 1 } as const;
}

describe("configProblem", () => {
  it("calls the file missing only when it was not found", () => {
    expect(configProblem(failed("not_found"), hermes, loading).kind).toBe("missing");
    expect(configProblem(failed("timed_out"), hermes, loading).kind).toBe("unknown");
    expect(configProblem(failed("tunnel_lost"), hermes, loading).kind).toBe("unknown");
  });

  it("finds nothing wrong when an external runtime has no file", () => {
    expect(configProblem(failed("not_found"), external, loading).kind).toBe("managed_elsewhere");
  });

  it("still reports an external runtime's file that could not be asked for", () => {
    expect(configProblem(failed("unreachable"), external, loading).kind).toBe("unknown");
  });

  it("waits for the runtime before it calls a file missing", () => {
    expect(configProblem(failed("not_found"), null, loading).kind).toBe("waiting");
    expect(configProblem(failed("not_found"), null, failed("timed_out")).kind).toBe("missing");
  });
});
