export const treeKey = (workspaceId: string) => ['tree', workspaceId] as const;
export const documentKey = (id: string) => ['document', id] as const;
