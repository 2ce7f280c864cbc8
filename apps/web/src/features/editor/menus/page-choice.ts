import { FilePlus2, FileText } from 'lucide-react';
import type { Editor, Range } from '@tiptap/core';
import { insertWithSpace } from '../extensions/added-space.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import type { Choice } from './choice-list.tsx';
import { whileTyping } from './while-typing.ts';

const CREATE = 'create-page';

export function writeLink(editor: Editor, range: Range, documentId: string, label: string): void {
  insertWithSpace(editor, range, { type: 'pageLink', attrs: { documentId, label } });
}

/** Makes a page with this title and links to it. */
export async function createAndLink(editor: Editor, box: HostBox, range: Range, title: string): Promise<void> {
  try {
    const { id } = await box.current.createPage(title);
    if (!editor.isDestroyed) writeLink(editor, range, id, title);
  } catch {
    box.current.say(t('page.createFailed'));
  }
}

/** Links to pages by `[[`: pages that exist, or a new one with the typed name. */
export function pageChoice(box: HostBox) {
  return whileTyping({
    name: 'pageChoice',
    label: t('page.label'),
    empty: t('page.none'),
    find: /(?<sign>\[\[)(?<query>[^[\]]{0,60})$/,
    async choices(query, _name) {
      const pages = await box.current.searchPages(query.trim()).catch(() => []);
      const found: Choice[] = pages.slice(0, 8).map((page) => ({
        id: page.id,
        label: page.title || t('page.untitled'),
        icon: FileText,
        sign: page.icon,
      }));
      const title = query.trim();
      const exact = pages.some((page) => page.title.toLowerCase() === title.toLowerCase());
      if (title !== '' && !exact) found.push({ id: CREATE, label: t('page.create', { title }), icon: FilePlus2 });
      return found;
    },
    pick(editor, range, choice, query) {
      if (choice.id !== CREATE) {
        writeLink(editor, range, choice.id, choice.label);
        return;
      }
      const title = query.trim();
      void createAndLink(editor, box, range, title);
    },
  });
}
