import { getSchema } from '@tiptap/core';
import type { Schema } from '@tiptap/pm/model';
import type { BlockNode } from './block-node.ts';
import { documentExtensions } from './extensions/index.ts';

let schema: Schema | undefined;

/**
 * What keeps a body from being shown whole by the editor, in one sentence; `null`
 * when nothing does. An editor drops blocks that stand where they may not, so a
 * body from outside is checked before it is stored.
 */
export function schemaFault(body: BlockNode): string | null {
  schema ??= getSchema(documentExtensions());
  try {
    const node = schema.nodeFromJSON(body);
    node.check();
    let fault: string | null = null;
    node.descendants((block) => {
      const level: unknown = block.attrs['level'];
      if (block.type.name === 'heading' && !(Number.isInteger(level) && Number(level) >= 1 && Number(level) <= 6)) {
        fault = `A heading has the level ${JSON.stringify(level)}; it must be 1 to 6.`;
      }
      return fault === null;
    });
    return fault;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}.`;
  }
}
