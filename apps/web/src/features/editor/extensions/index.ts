import type { AnyExtension } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Dropcursor, Gapcursor } from '@tiptap/extensions';
import { quicken } from '../binding/quick-binding.ts';
import { Uploads } from '../blocks/uploads.ts';
import type { HostBox } from '../host.ts';
import { pageChoice } from '../menus/page-choice.ts';
import { mentionChoice } from '../menus/mention-choice.ts';
import { slashMenu } from '../menus/slash.ts';
import { bodyOf, type DocumentSession } from '../session/session.ts';
import { Highlighting } from '../views/highlighting.ts';
import { Folding } from '../views/toggle.ts';
import { carets } from './carets.ts';
import { interaction } from './interaction.ts';
import { LongPage } from './long-page.ts';
import { OwnCaret } from './own-caret.ts';
import { pageBlocks } from './page-blocks.ts';
import { Placeholders } from './placeholders.ts';
import { ReactSelection } from './react-selection.ts';
import { TextDirections } from './text-directions.ts';

/** Everything that makes a page of blocks out of the shared body. The schema is `@materi/editor`'s, unchanged. */
export function pageExtensions(
  session: DocumentSession,
  person: { id: string; name: string },
  box: HostBox,
): AnyExtension[] {
  return [
    ...pageBlocks(person, box),
    Collaboration.extend({
      addProseMirrorPlugins() {
        return quicken(this.parent?.() ?? []);
      },
    }).configure({ fragment: bodyOf(session) }),
    OwnCaret,
    ReactSelection,
    LongPage,
    TextDirections,
    carets(session, person),
    Placeholders,
    Dropcursor.configure({ color: false, class: 'drop-line', width: 3 }),
    Gapcursor,
    Highlighting,
    Uploads.configure({ box, session, personId: person.id }),
    Folding,
    slashMenu(),
    pageChoice(box),
    mentionChoice(box),
    ...interaction(box),
  ];
}
