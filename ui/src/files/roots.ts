/** A place on the instance to browse from. */
export type Root = { path: string; label: string };

/** Folders that every instance may have, as the platform names them. */
const COMMON_ROOTS = ["/configs", "/workspace", "/home", "/plugins"] as const;

/** The workspace's own folder first, then the common ones. */
export function rootsFor(base: string): Root[] {
  const others = COMMON_ROOTS.filter((path) => path !== base);
  return [
    { path: base, label: `Base folder (${base})` },
    ...others.map((path) => ({ path, label: path })),
  ];
}

/** A path below `folder`; a name that begins with a slash is taken as it is. */
export function pathIn(folder: string, name: string): string {
  return name.startsWith("/") ? name : `${folder === "/" ? "" : folder}/${name}`;
}
