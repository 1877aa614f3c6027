import { type KeyboardEvent, useMemo } from "react";
import type { FileSession } from "../files/useFileSession";
import type { Leg, Workspace } from "../ipc/contract";
import type { PanelLegs } from "../panel/panelState";
import { ConfigField } from "./ConfigField";
import { ConfigGroup } from "./ConfigGroup";
import { ConfigMainFields } from "./ConfigMainFields";
import { managesItsOwnConfig } from "./configProblem";
import { FIELD_GROUPS, type FieldSpec, fieldId } from "./fields";
import { mergeConfig } from "./mergeConfig";
import { modelFieldOf } from "./modelField";
import { parseConfig } from "./parseConfig";
import { readField, shownOf } from "./readField";
import { openForForm } from "./typeField";
import type { Typing } from "./useTyping";

type ConfigFormProps = {
  session: FileSession;
  isReadOnly: boolean;
  typing: Typing;
  row: Workspace | null;
  legs: PanelLegs;
  retry: (leg: Leg) => void;
  onEditRaw: () => void;
};

/** Edits the keys of config.yaml that are known, within its text. */
export function ConfigForm(props: ConfigFormProps) {
  const { session, isReadOnly, typing, row, legs, retry, onEditRaw } = props;
  const { text, edit, isDirty, saveState } = session;
  const opened = useMemo(() => openForForm(text), [text]);
  const modelField = useMemo(
    () => modelFieldOf(session.content.text ?? "", text),
    [session.content.text, text],
  );
  if (opened.status === "refused") {
    return (
      <p className="hint config-hint">The form cannot edit this file safely. {opened.reason}</p>
    );
  }
  const parsed = parseConfig(text);
  const config = parsed.status === "valid" ? parsed.config : null;
  const merged = mergeConfig({ row, model: legs.model, provider: legs.provider, config });

  function inputFor(field: FieldSpec) {
    const state = opened.status === "open" ? readField(opened.yaml, field) : ABSENT;
    const shown = shownOf(state);
    const { typed, problem } = typing.entryOf(field, shown);
    const onType = (next: string) => typing.type({ field, typed: next, text, shown, edit });
    return { key: fieldId(field), field, state, typed, problem, isReadOnly, onType, onEditRaw };
  }

  function saveByKey(event: KeyboardEvent) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      const isBlocked = isReadOnly || typing.countProblems > 0 || saveState.status === "saving";
      if (isDirty && !isBlocked) {
        void session.save();
      }
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key is for whatever has the focus inside
    <div className="config-form" data-testid="config-fields" onKeyDown={saveByKey}>
      {managesItsOwnConfig(row) && (
        <p className="hint">This runtime manages its own config outside the platform template.</p>
      )}
      <ConfigMainFields
        merged={merged}
        modelField={modelField}
        inputFor={inputFor}
        legs={legs}
        retry={retry}
      />
      {FIELD_GROUPS.map(({ title, fields }) => {
        const inputs = fields.map(inputFor);
        return (
          <ConfigGroup key={title} title={title} inputs={inputs}>
            {inputs.map(({ key, ...input }) => (
              <ConfigField key={key} {...input} />
            ))}
          </ConfigGroup>
        );
      })}
    </div>
  );
}

const ABSENT = { status: "absent" } as const;
