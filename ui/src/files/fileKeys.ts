/** Query keys of everything that is on an instance. */
export const fileKeys = {
  workspace: (workspaceId: string) => ["files", workspaceId] as const,
  listings: (workspaceId: string) => ["files", workspaceId, "listing"] as const,
  listing: (workspaceId: string, path: string) => ["files", workspaceId, "listing", path] as const,
  contents: (workspaceId: string) => ["files", workspaceId, "content"] as const,
  content: (workspaceId: string, path: string) => ["files", workspaceId, "content", path] as const,
};
