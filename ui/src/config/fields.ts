import type { KeyPath } from "./edit/edit";

/** What a field holds, and with that how it is shown, checked and written. */
export type FieldKind =
  | { kind: "line"; pattern?: RegExp; problem?: string }
  /** Text of several lines. */
  | { kind: "lines" }
  | { kind: "whole"; isAllowed: (value: number) => boolean; problem: string }
  | { kind: "decimal"; problem: string }
  | { kind: "yes_no" }
  | { kind: "choice"; choices: readonly string[] }
  /** Texts, one a line. */
  | { kind: "list"; pattern?: RegExp; problem?: string };

/** One key of config.yaml that the form can edit. */
export type FieldSpec = FieldKind & {
  path: KeyPath;
  label: string;
  /** What holds where the file says nothing. Shown, and never written. */
  byDefault?: string;
  hint?: string;
};

export type FieldGroup = { title: string; fields: readonly FieldSpec[] };

/** Identifies a field in the form and in tests, e.g. `a2a.port`. */
export function fieldId({ path }: FieldSpec): string {
  return path.join(".");
}

const seconds = { hint: "In seconds." } as const;

function fromNought(label: string): FieldKind {
  const problem = `${label} is a whole number from 0.`;
  return { kind: "whole", isAllowed: (value) => value >= 0, problem };
}

/** Of these, the platform knows its own value, which wins. */
export const MAIN_FIELDS = {
  name: { kind: "line", path: ["name"], label: "Name" },
  description: { kind: "lines", path: ["description"], label: "Description" },
  version: { kind: "line", path: ["version"], label: "Version", byDefault: "1.0.0" },
  tier: {
    kind: "whole",
    isAllowed: (value) => value >= 1 && value <= 4,
    problem: "Tier is a whole number from 1 to 4.",
    path: ["tier"],
    label: "Tier",
    byDefault: "1",
  },
  runtime: { kind: "line", path: ["runtime"], label: "Runtime" },
} as const satisfies Record<string, FieldSpec>;

/** The model stands in one of two places. */
export const MODEL_FIELD: FieldSpec = { kind: "line", path: ["model"], label: "Model" };
export const RUNTIME_MODEL_FIELD: FieldSpec = {
  ...MODEL_FIELD,
  path: ["runtime_config", "model"],
  hint: "Kept as runtime_config.model in this file.",
};

/** What the agent cannot do without, which a model may bring along. */
export const REQUIRED_ENV_FIELD: FieldSpec = {
  kind: "list",
  pattern: /^[A-Za-z_]\w*$/,
  problem: "Names of environment variables, one a line, without their values.",
  path: ["runtime_config", "required_env"],
  label: "Required environment",
};

/** All other keys, by what they are about. From the runtime's `workspace/config.py`. */
export const FIELD_GROUPS: readonly FieldGroup[] = [
  {
    title: "Effort and budget",
    fields: [
      {
        kind: "choice",
        choices: ["low", "medium", "high", "xhigh", "max"],
        path: ["effort"],
        label: "Effort",
      },
      {
        kind: "whole",
        isAllowed: (value) => value === 0 || value >= 20_000,
        problem: "Task budget is 0, or a whole number from 20000.",
        path: ["task_budget"],
        label: "Task budget",
        byDefault: "0",
      },
    ],
  },
  {
    title: "Prompts, skills and tools",
    fields: [
      { kind: "list", path: ["prompt_files"], label: "Prompt files" },
      { kind: "list", path: ["shared_context"], label: "Shared context" },
      { kind: "list", path: ["skills"], label: "Skills" },
      { kind: "list", path: ["tools"], label: "Tools" },
    ],
  },
  {
    title: "Runtime settings",
    fields: [
      {
        ...fromNought("Timeout"),
        ...seconds,
        path: ["runtime_config", "timeout"],
        label: "Timeout",
      },
      REQUIRED_ENV_FIELD,
    ],
  },
  {
    title: "Agent to agent",
    fields: [
      {
        kind: "whole",
        isAllowed: (value) => value >= 1 && value <= 65_535,
        problem: "Port is a whole number from 1 to 65535.",
        path: ["a2a", "port"],
        label: "Port",
        byDefault: "8000",
      },
      { kind: "yes_no", path: ["a2a", "streaming"], label: "Streaming", byDefault: "yes" },
      {
        kind: "yes_no",
        path: ["a2a", "push_notifications"],
        label: "Push notifications",
        byDefault: "yes",
      },
    ],
  },
  {
    title: "Delegation",
    fields: [
      {
        ...fromNought("Retry attempts"),
        path: ["delegation", "retry_attempts"],
        label: "Retry attempts",
        byDefault: "3",
      },
      {
        kind: "decimal",
        problem: "Retry delay is a number from 0, such as 2.5.",
        ...seconds,
        path: ["delegation", "retry_delay"],
        label: "Retry delay",
        byDefault: "5",
      },
      {
        ...fromNought("Timeout"),
        ...seconds,
        path: ["delegation", "timeout"],
        label: "Timeout",
        byDefault: "120",
      },
      { kind: "yes_no", path: ["delegation", "escalate"], label: "Escalate", byDefault: "yes" },
    ],
  },
  {
    title: "Sandbox",
    fields: [
      { kind: "line", path: ["sandbox", "backend"], label: "Backend", byDefault: "docker" },
      { kind: "line", path: ["sandbox", "memory_limit"], label: "Memory limit", byDefault: "256m" },
      {
        ...fromNought("Timeout"),
        ...seconds,
        path: ["sandbox", "timeout"],
        label: "Timeout",
        byDefault: "30",
      },
    ],
  },
];
