import type { AnyExtension } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Dropcursor, Gapcursor, Placeholder } from '@tiptap/extensions';
import { documentExtensions } from '@materi/editor/view';
import { Uploads } from '../blocks/uploads.ts';
import type { HostBox } from '../host.ts';
import { pageChoice } from '../menus/page-choice.ts';
import { SlashMenu } from '../menus/slash.ts';
import { t } from '../messages.ts';
import { bodyOf, type DocumentSession } from '../session/session.ts';
import { Highlighting, withCodeBlockView } from '../views/code-block.ts';
import { withInlineMathView, withMathBlockView } from '../views/formulas.ts';
import { withHtmlBlockView, withInlineHtmlView } from '../views/html.ts';
import { withFileView, withImageView, withInlineImageView } from '../views/media.ts';
import { withFootnoteDefinitionView, withFootnoteReferenceView, withPageLinkView } from '../views/references.ts';
import { withTaskRule } from '../views/tasks.ts';
import { carets } from './carets.ts';
import { PageKeys } from './keys.ts';
import { isFollowable, LinkFollowing } from './links.ts';
import { OwnCaret } from './own-caret.ts';
import { Pasting } from './pasting.ts';

const HEADING_HINTS = 'body.placeholder.heading';

/** Everything that makes a page of blocks out of the shared body. The schema is `@materi/editor`'s, unchanged. */
export function pageExtensions(
  session: DocumentSession,
  person: { id: string; name: string },
  box: HostBox,
): AnyExtension[] {
  return [
    ...documentExtensions({
      codeBlock: withCodeBlockView,
      image: withImageView,
      inlineImage: withInlineImageView,
      file: withFileView,
      inlineMath: withInlineMathView,
      mathBlock: withMathBlockView,
      htmlBlock: withHtmlBlockView,
      inlineHtml: withInlineHtmlView,
      pageLink: withPageLinkView(box),
      footnoteReference: withFootnoteReferenceView,
      footnoteDefinition: withFootnoteDefinitionView,
      link: (extension) =>
        extension.configure({
          markdownLinks: true,
          defaultProtocol: 'https',
          isAllowedUri: (href: string) => isFollowable(href),
        }),
      taskItem: withTaskRule,
    }),
    Collaboration.configure({ fragment: bodyOf(session) }),
    OwnCaret,
    carets(session, person),
    Placeholder.configure({
      includeChildren: true,
      placeholder: ({ node, editor }) => {
        if (node.type.name === 'heading') return `${t(HEADING_HINTS)} ${String(node.attrs['level'])}`;
        if (node.type.name !== 'paragraph') return '';
        const { $from } = editor.state.selection;
        const around = $from.depth > 1 ? $from.node(-1).type.name : 'doc';
        if (around === 'taskItem') return t('body.placeholder.task');
        if (around === 'listItem') return t('body.placeholder.list');
        return around === 'doc' || $from.depth <= 1 ? t('body.placeholder') : '';
      },
    }),
    Dropcursor.configure({ color: false, class: 'drop-line', width: 3 }),
    Gapcursor,
    Highlighting,
    Uploads.configure({ box }),
    Pasting,
    LinkFollowing.configure({ box }),
    SlashMenu,
    pageChoice(box),
    PageKeys,
  ];
}
