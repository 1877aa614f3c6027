import { describe, expect, it } from "vitest";
import type { Model, Provider } from "../ipc/contract";
import type { LegState } from "../panel/legState";
import { workspaceWith } from "../testing/workspace";
import { type ConfigSources, mergeConfig } from "./mergeConfig";

const failed = { status: "failed", error: { code: "timed_out", message: "" }, ms: 1 } as const;
const row = workspaceWith({ id: "a", name: "Reviewer", runtime: " hermes ", tier: 3 });

function model(name: string, source = ""): LegState<Model> {
  return { status: "ok", value: { model: name, source }, ms: 1, fetchedMs: 1 };
}

function provider(name: string): LegState<Provider> {
  return { status: "ok", value: { provider: name, source: "" }, ms: 1, fetchedMs: 1 };
}

function merge(over: Partial<ConfigSources>) {
  return mergeConfig({ row: null, model: failed, provider: failed, config: null, ...over });
}

describe("mergeConfig", () => {
  it("takes name and description from config.yaml, and says when the platform lists another name", () => {
    const { name, description } = merge({ row, config: { name: "Judge", description: "Judges." } });
    expect(name).toMatchObject({ value: "Judge", differs: "The platform lists it as “Reviewer”" });
    expect(description.value).toBe("Judges.");
  });

  it("says nothing of the name when both agree", () => {
    expect(merge({ row, config: { name: "Reviewer" } }).name.differs).toBeNull();
  });

  it("takes runtime and tier from the row, and says what config.yaml has instead", () => {
    const { runtime, tier } = merge({ row, config: { runtime: "langgraph", tier: 1 } });
    expect(runtime).toEqual({
      value: "hermes",
      origin: null,
      differs: "config.yaml says “langgraph”",
    });
    expect(tier).toEqual({ value: "3", origin: null, differs: "config.yaml says 1" });
  });

  it("falls back to config.yaml for runtime and tier when the row is missing", () => {
    const { runtime, tier } = merge({ config: { runtime: "langgraph", tier: 4 } });
    expect(runtime).toMatchObject({ value: "langgraph", origin: "from config.yaml" });
    expect(tier).toMatchObject({ value: "4", origin: "from config.yaml" });
  });

  it("shows tier 1 as the default when nobody names one", () => {
    expect(merge({}).tier).toMatchObject({ value: "1", origin: "default" });
  });

  it("lets a model that the platform names win over both models of config.yaml", () => {
    const config = { model: "m1", runtimeModel: "m2" };
    expect(merge({ model: model(" m3 ", "workspace_secrets"), config }).model).toEqual({
      value: "m3",
      origin: "an override on the platform",
      differs: "config.yaml says “m2”",
    });
  });

  it("takes runtime_config.model before model when the platform names none", () => {
    const config = { model: "m1", runtimeModel: "m2" };
    expect(merge({ model: model("  "), config }).model.value).toBe("m2");
    expect(merge({ model: model(""), config: { model: "m1" } }).model.value).toBe("m1");
  });

  it.each([
    ["default", "the platform's default"],
    ["unresolved", "named by the platform, which could not resolve it"],
    ["registry", "from the platform (registry)"],
  ])("says where a model of the source %s comes from", (source, origin) => {
    const config = { model: "m1", runtimeModel: "m2" };
    const merged = merge({ model: model("m3", source), config }).model;
    expect(merged).toEqual({ value: "m3", origin, differs: "config.yaml says “m2”" });
  });

  it("ends with the default of the template, which the file comes before", () => {
    const templateModel = "t";
    expect(merge({ model: model(""), templateModel }).model).toMatchObject({
      value: "t",
      origin: "the default of its template",
    });
    expect(merge({ templateModel, config: { model: "m1" } }).model.value).toBe("m1");
  });

  it("goes on with what was seen last while the platform does not answer", () => {
    const seen = { value: { model: "m3", source: "" }, fetchedMs: 1, source: "store" } as const;
    expect(merge({ model: { ...failed, seen }, config: { model: "m1" } }).model.value).toBe("m3");
  });

  it("falls back to config.yaml for the model when the leg failed", () => {
    expect(merge({ config: { model: "m1" } }).model).toMatchObject({
      value: "m1",
      origin: "from model in config.yaml",
    });
  });

  it("calls the provider derived from the model when the server does not offer one", () => {
    const { value } = merge({ provider: { status: "not_offered", ms: 1 } }).provider;
    expect(value).toBe("Derived from the model");
  });

  it("shows the provider that was named, else the one of config.yaml, else none", () => {
    expect(merge({ provider: provider("aws") }).provider.value).toBe("aws");
    expect(merge({ config: { provider: "own" } }).provider.value).toBe("own");
    expect(merge({}).provider.value).toBe("");
  });
});
