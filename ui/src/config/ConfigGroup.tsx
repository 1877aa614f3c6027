import type { ReactNode } from "react";
import type { ConfigFieldProps } from "./ConfigField";

type ConfigGroupProps = {
  title: string;
  inputs: readonly ConfigFieldProps[];
  children: ReactNode;
};

/** Fields that belong together, folded away until they are wanted. */
export function ConfigGroup({ title, inputs, children }: ConfigGroupProps) {
  const count = inputs.filter(({ state }) => state.status !== "absent").length;
  const hasProblem = inputs.some(({ problem }) => problem !== null);
  return (
    <details className="config-group">
      <summary>
        {title}
        <span className="config-count">
          {hasProblem ? (
            <span className="config-wrong">Needs correction</span>
          ) : (
            count > 0 && `${count} set`
          )}
        </span>
      </summary>
      <fieldset className="config-group-fields" aria-label={title}>
        {children}
      </fieldset>
    </details>
  );
}
