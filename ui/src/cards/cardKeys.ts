/** Query keys of agent cards. */
export const cardKeys = {
  card: (workspaceId: string) => ["card", workspaceId] as const,
};
