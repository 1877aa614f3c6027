import { useQuery } from "@tanstack/react-query";
import type { Template } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";

/** How long the platform's templates are taken as known. */
const FRESH_MS = 5 * 60_000;

/** The keys of what is asked about templates. */
export const templateKeys = { all: ["templates"] as const };

/** What workspaces are made from, asked for once it is needed. */
export function useTemplates() {
  const host = useHost();
  return useQuery<Template[], IpcError>({
    queryKey: templateKeys.all,
    queryFn: () => host.call("list_templates"),
    staleTime: FRESH_MS,
  });
}

/** The runtimes that templates name, and `own`, each once, by name. */
export function runtimesOf(templates: readonly Template[], own: string): string[] {
  const named = templates.map(({ runtime }) => runtime).filter((runtime) => runtime !== "");
  return [...new Set([...named, own])].toSorted((a, b) => a.localeCompare(b));
}
