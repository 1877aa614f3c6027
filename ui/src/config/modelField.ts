import { isMap } from "yaml";
import { type FieldSpec, MODEL_FIELD, RUNTIME_MODEL_FIELD } from "./fields";
import { openForForm } from "./typeField";

/**
 * Where the model of a file is edited: in `runtime_config.model` where there is such a key, since it
 * wins; else in `model`. One that is being typed anew keeps its place.
 */
export function modelFieldOf(saved: string, text: string): FieldSpec {
  return hasRuntimeModel(text) || hasRuntimeModel(saved) ? RUNTIME_MODEL_FIELD : MODEL_FIELD;
}

function hasRuntimeModel(text: string): boolean {
  const opened = openForForm(text);
  const group = opened.status === "open" ? opened.yaml.root.get("runtime_config") : undefined;
  return isMap(group) && group.has("model");
}
