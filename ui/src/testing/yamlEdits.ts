import fc from "fast-check";
import type { Edit, KeyPath } from "../config/edit/edit";

/** Text that a careless writer of YAML would turn into something else. */
const HOSTILE = [
  "",
  " ",
  "no",
  "Yes",
  "y",
  "null",
  "~",
  "1.0",
  "1_000",
  "0o17",
  "017",
  "0x1F",
  "1e3",
  ".inf",
  "12:30",
  "2026-03-01",
  "2026-03-01 10:00:00",
  "=",
  "<<",
  "- a",
  "-",
  "? a",
  ": a",
  "a: b",
  "a:",
  "a #b",
  "#b",
  "[a]",
  "{a: b}",
  "&a",
  "*a",
  "!a",
  "%a",
  "@a",
  "`a`",
  "|",
  ">-",
  "---",
  "...",
  'it\'s "both"',
  "C:\\dir",
  " lead",
  "trail ",
  "tab\there",
  "two\nlines",
  "ends\n",
  "ends twice\n\n",
  "\nbegins",
  "  indented\nfirst",
  "not first\n  indented\nlast",
  "a\n\n\nb",
  "a \n b",
  "# one\n# two",
  "dos\r\nlines",
  "bell\u0007",
  "next\u0085line",
  "separator\u2028here",
  "mark\uFEFFhere",
  "turned\u202Earound",
  "日本語 🌍",
  "word ".repeat(60).trim(),
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.lorem({ maxCount: 30 }),
);

function pathOf(name: string): KeyPath {
  const [first = "", second] = name.split(".");
  return second === undefined ? [first] : [first, second];
}

function editOf(names: readonly string[], value: fc.Arbitrary<Edit["value"]>): fc.Arbitrary<Edit> {
  return fc.record({ path: fc.constantFrom(...names).map(pathOf), value });
}

const GONE = fc.constant(undefined);

/** Any change that the form could ask for, and many that it could not. */
export const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  editOf(["name", "description", "version", "model", "effort", "runtime"], text),
  editOf(["runtime_config.model", "sandbox.backend", "sandbox.memory_limit"], text),
  editOf(["tier", "task_budget", "a2a.port", "delegation.timeout"], fc.integer()),
  editOf(["delegation.retry_delay"], fc.double({ min: 0, max: 1e6, noNaN: true })),
  editOf(["a2a.streaming", "delegation.escalate"], fc.boolean()),
  editOf(
    ["tools", "skills", "prompt_files", "shared_context", "runtime_config.required_env"],
    fc.array(fc.oneof(fc.constantFrom("a", "b", "shell", "browser", "A", "B"), text), {
      maxLength: 6,
    }),
  ),
  editOf(
    ["name", "description", "tier", "tools", "skills", "model", "a2a.port", "a2a.streaming"],
    GONE,
  ),
  editOf(["runtime_config.timeout", "runtime_config.required_env", "sandbox.backend"], GONE),
);
