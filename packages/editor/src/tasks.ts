import { stringAttribute, visitNodes, type BlockNode } from './block-node.ts';
import { bodyToText } from './body-text.ts';
import { isIsoDate } from './iso-date.ts';

/** A to-do in a page. */
export interface Task {
  blockId: string | null;
  checked: boolean;
  /** Its first line. */
  text: string;
  /** The first day that its first line names, as `YYYY-MM-DD`. */
  dueDate: string | null;
  /** The people whom its first line names, each once. */
  people: { personId: string; label: string }[];
}

/**
 * The to-dos of a body in order. Who has to do one and until when is what
 * its first line says: people and days are mentioned there as in any sentence.
 */
export function tasksOf(body: BlockNode): Task[] {
  const tasks: Task[] = [];
  visitNodes(body, (node) => {
    if (node.type !== 'taskItem') return;
    const line = node.content?.[0] ?? { type: 'paragraph' };
    const people = new Map<string, string>();
    let dueDate: string | null = null;
    for (const child of line.content ?? []) {
      const date = child.type === 'dateMention' ? stringAttribute(child, 'date') : null;
      if (isIsoDate(date)) dueDate ??= date;
      const personId = child.type === 'mention' ? stringAttribute(child, 'personId') : null;
      if (personId !== null && personId !== '' && !people.has(personId))
        people.set(personId, stringAttribute(child, 'label') ?? '');
    }
    tasks.push({
      blockId: stringAttribute(node, 'id'),
      checked: node.attrs?.['checked'] === true,
      text: bodyToText(line),
      dueDate,
      people: [...people].map(([personId, label]) => ({ personId, label })),
    });
  });
  return tasks;
}
