/** Documents in many styles, by the names of their files in `src/config/edit/corpus`. */
export const YAML_CORPUS: readonly (readonly [name: string, text: string])[] = Object.entries(
  import.meta.glob<string>("../config/edit/corpus/*.yaml", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
).map(([path, text]) => [path.replace(/^.*\/|\.yaml$/g, ""), text]);
