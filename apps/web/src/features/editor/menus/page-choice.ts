import { FilePlus2, FileText } from 'lucide-react';
import type { Editor, Range } from '@tiptap/core';
import type { HostBox } from '../host.ts';
import { t } from '../messages.ts';
import type { Choice } from './choice-list.tsx';
import { whileTyping } from './while-typing.ts';

const CREATE = 'create-page';

function writeLink(editor: Editor, range: Range, documentId: string, label: string): void {
  editor
    .chain()
    .focus()
    .insertContentAt(range, [
      { type: 'pageLink', attrs: { documentId, label } },
      { type: 'text', text: ' ' },
    ])
    .run();
}

/** Links to pages by `[[` or `@`: pages that exist, or a new one with the typed name. */
export function pageChoice(box: HostBox) {
  const createAndLink = async (editor: Editor, range: Range, title: string) => {
    try {
      const { id } = await box.current.createPage(title);
      if (!editor.isDestroyed) writeLink(editor, range, id, title);
    } catch {
      box.current.say(t('page.createFailed'));
    }
  };
  return whileTyping({
    name: 'pageChoice',
    label: t('page.label'),
    empty: t('page.none'),
    // `[[` takes anything; `@` stands after a space, with a word right behind it, so that addresses and "@ noon" are left alone.
    find: /(?<sign>\[\[)(?<query>[^[\]]{0,60})$|(?:^|\s|\()(?<sign>@)(?<query>(?:[^\s@][^@]{0,40})?)$/,
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
      // After a space, "@" is most likely not about a page any more; only a page that exists keeps the list open.
      if (title !== '' && !exact) found.push({ id: CREATE, label: t('page.create', { title }), icon: FilePlus2 });
      return found;
    },
    pick(editor, range, choice, query) {
      if (choice.id !== CREATE) {
        writeLink(editor, range, choice.id, choice.label);
        return;
      }
      const title = query.trim();
      void createAndLink(editor, range, title);
    },
  });
}
