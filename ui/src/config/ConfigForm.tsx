import { type KeyboardEvent, useMemo } from "react";
import type { FileSession } from "../files/useFileSession";
import type { Leg, Workspace } from "../ipc/contract";
import type { PanelLegs } from "../panel/panelState";
import { ConfigField, type ConfigFieldProps } from "./ConfigField";
import { ConfigGroup } from "./ConfigGroup";
import { ConfigMainFields, type MainInputs } from "./ConfigMainFields";
import { managesItsOwnConfig } from "./configProblem";
import { EnvSuggestion } from "./EnvSuggestion";
import { FIELD_GROUPS, type FieldSpec, fieldId, MAIN_FIELDS } from "./fields";
import type { MergedConfig } from "./mergeConfig";
import { modelFieldOf } from "./modelField";
import { type PlatformEdits, type PlatformField, putEdits } from "./platformEdits";
import { asideInput, inForce, isProviderOffered, offersFor } from "./platformInput";
import { readField, shownOf } from "./readField";
import type { RuntimeChoice } from "./runtimes";
import { openForForm } from "./typeField";
import type { ConfigSave } from "./useConfigSave";
import { useSuggestedEnv } from "./useSuggestedEnv";
import type { Typing } from "./useTyping";

type ConfigFormProps = {
  workspaceId: string;
  session: FileSession;
  /** config.yaml cannot be written. */
  isReadOnly: boolean;
  /** Nothing of the platform can be changed either. */
  isLocked: boolean;
  typing: Typing;
  row: Workspace | null;
  legs: PanelLegs;
  /** What is in force, by the file as it is saved. */
  holding: MergedConfig;
  edits: PlatformEdits;
  choices: readonly RuntimeChoice[];
  saving: ConfigSave;
  retry: (leg: Leg) => void;
  onSave: () => void;
  onEditRaw: () => void;
};

/** Edits the keys of config.yaml that are known, within its text, and what the platform keeps besides. */
export function ConfigForm(props: ConfigFormProps) {
  const { session, typing, row, legs, holding, edits, choices, retry, onEditRaw } = props;
  const { workspaceId, isReadOnly, isLocked, saving } = props;
  const { text, edit } = session;
  const savedText = session.content.text ?? "";
  const opened = useMemo(() => openForForm(text), [text]);
  const openedSaved = useMemo(() => openForForm(savedText), [savedText]);
  const modelField = useMemo(() => modelFieldOf(savedText, text), [savedText, text]);
  const env = useSuggestedEnv(text, choices, holding);
  if (opened.status === "refused") {
    return (
      <p className="hint config-hint">The form cannot edit this file safely. {opened.reason}</p>
    );
  }

  function inputFor(field: FieldSpec) {
    const state = opened.status === "open" ? readField(opened.yaml, field) : ABSENT;
    const shown = shownOf(state);
    const { typed, problem } = typing.entryOf(field, shown);
    const onType = (next: string) => typing.type({ field, typed: next, text, shown, edit });
    return { field, state, typed, problem, isReadOnly, onType, onEditRaw };
  }

  /** A key of the file that is one of the platform, too: it shows what is in force until it is changed. */
  function sharedInput(name: PlatformField, field: FieldSpec): ConfigFieldProps {
    const input = inputFor(field);
    if (input.state.status === "odd") {
      return input;
    }
    const shown = shownOf(input.state);
    const saved = openedSaved.status === "open" ? shownOf(readField(openedSaved.yaml, field)) : "";
    const present = inForce(holding[name]);
    const isOfFile = shown !== saved || input.typed !== shown || input.problem !== null;
    const typed = isOfFile ? input.typed : (edits[name] ?? present);
    const problem = input.problem ?? (isOfFile ? null : (saving.plan.problems[name] ?? null));

    function onType(next: string) {
      const isBack = next === present;
      if (!isReadOnly) {
        const wanted = isBack ? saved : next;
        const take = name === "model" ? (after: string) => edit(env.fill(after, next)) : edit;
        typing.type({ field, typed: wanted, text, shown, edit: take });
      }
      // What the file itself does not tell is noted beside it.
      const isTold = isBack || (!isReadOnly && next !== saved && next !== "");
      putEdits(workspaceId, { [name]: isTold ? undefined : next });
    }

    return { ...input, typed, problem, isReadOnly: isLocked, onType };
  }

  const runtime = sharedInput("runtime", MAIN_FIELDS.runtime);
  const aside = { workspaceId, edits, holding, plan: saving.plan, isReadOnly: isLocked, onEditRaw };
  const model = sharedInput("model", modelField);
  const inputs: MainInputs = {
    name: sharedInput("name", MAIN_FIELDS.name),
    description: inputFor(MAIN_FIELDS.description),
    version: inputFor(MAIN_FIELDS.version),
    tier: sharedInput("tier", MAIN_FIELDS.tier),
    runtime: { ...runtime, ...offersFor("runtime", choices, runtime.typed) },
    model: { ...model, ...offersFor("model", choices, runtime.typed) },
    provider: isProviderOffered(legs) ? asideInput("provider", aside) : null,
  };

  function saveByKey(event: KeyboardEvent) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      props.onSave();
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key is for whatever has the focus inside
    <div className="config-form" data-testid="config-fields" onKeyDown={saveByKey}>
      {managesItsOwnConfig(row) && (
        <p className="hint">This runtime manages its own config outside the platform template.</p>
      )}
      <ConfigMainFields
        inputs={inputs}
        holding={holding}
        legs={legs}
        retry={retry}
        modelNote={
          !isReadOnly && (
            <EnvSuggestion
              needed={env.offered(model.typed)}
              onApply={() => edit(env.apply(model.typed))}
            />
          )
        }
      />
      {FIELD_GROUPS.map(({ title, fields }) => {
        const grouped = fields.map(inputFor);
        return (
          <ConfigGroup key={title} title={title} inputs={grouped}>
            {grouped.map((input) => (
              <ConfigField key={fieldId(input.field)} {...input} />
            ))}
          </ConfigGroup>
        );
      })}
    </div>
  );
}

const ABSENT = { status: "absent" } as const;
