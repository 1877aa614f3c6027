import type { ConfigView } from "./useConfigView";

type ViewSwitchProps = {
  view: ConfigView;
  onChoose: (view: ConfigView) => void;
  canShowForm: boolean;
  canShowRaw: boolean;
};

/** Between the form and the text of config.yaml. */
export function ViewSwitch({ view, onChoose, canShowForm, canShowRaw }: ViewSwitchProps) {
  return (
    <fieldset className="segmented" aria-label="Show the configuration as">
      <button
        type="button"
        data-testid="config-form"
        aria-pressed={view === "form"}
        disabled={!canShowForm}
        onClick={() => onChoose("form")}
      >
        Form
      </button>
      <button
        type="button"
        data-testid="config-raw"
        aria-pressed={view === "raw"}
        disabled={!canShowRaw}
        onClick={() => onChoose("raw")}
      >
        Raw YAML
      </button>
    </fieldset>
  );
}
