/** Query keys of what stands between the user and an instance. */
export const accessKeys = {
  hostKey: (workspaceId: string) => ["access", workspaceId, "host-key"] as const,
  instance: (workspaceId: string) => ["access", workspaceId, "instance"] as const,
};
