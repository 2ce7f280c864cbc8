import type { ImportUndone } from '@materi/contract';
import type { Documents } from '../../documents/index.ts';
import type { Principal } from '../../identity/index.ts';

export interface UndoNeeds {
  readonly documents: Pick<Documents, 'tree' | 'versionsOf' | 'trash'>;
  /** How often the body of each page was changed; an import itself is one change. */
  readonly editCounts: (documentIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}

/**
 * Takes an import back: what it made goes to the trash, from where it can be
 * restored. Pages that people changed since stay, with the pages above them, and
 * so do pages that hold pages which the import did not make, unless `edited` asks
 * for them too. Repeating it goes on where it stopped.
 */
export async function undoImport(
  { documents, editCounts }: UndoNeeds,
  actor: Principal,
  made: { readonly workspaceId: string; readonly pageIds: readonly string[] },
  { edited }: { edited: boolean },
): Promise<ImportUndone> {
  const { items } = await documents.tree(actor, made.workspaceId);
  const imported = new Set(made.pageIds);
  const nodes = new Map(items.map((node) => [node.id, node]));
  const children = Map.groupBy(items, ({ parentId }) => parentId);
  const here = items.filter(({ id }) => imported.has(id)).map(({ id }) => id);
  const [counts, versions] = await Promise.all([editCounts(here), documents.versionsOf(here)]);

  const kept = new Map<string, 'edited' | 'holds_others'>();
  const keepLine = (from: string | null): void => {
    for (let at = from; at !== null && imported.has(at); at = nodes.get(at)?.parentId ?? null) {
      if (!kept.has(at)) kept.set(at, 'holds_others');
    }
  };
  for (const id of edited ? [] : here) {
    const isEdited = (counts.get(id) ?? 0) > 1 || (versions.get(id) ?? 1) > 1;
    if (isEdited) {
      keepLine(nodes.get(id)?.parentId ?? null);
      kept.set(id, 'edited');
    }
    if ((children.get(id) ?? []).some((child) => !imported.has(child.id))) keepLine(id);
  }

  /** The pages that go, each with all below it. */
  const heads = here.filter((id) => {
    const parentId = nodes.get(id)?.parentId ?? null;
    return !kept.has(id) && (parentId === null || !imported.has(parentId) || kept.has(parentId));
  });
  let removed = 0;
  const count = (id: string): number => (children.get(id) ?? []).reduce((sum, child) => sum + count(child.id), 1);
  for (const id of heads) {
    await documents.trash.put(actor, id);
    removed += count(id);
  }
  return {
    removed,
    kept: [...kept].map(([documentId, reason]) => ({ documentId, title: nodes.get(documentId)?.title ?? '', reason })),
  };
}
