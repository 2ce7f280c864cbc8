import type { AnyExtension } from '@tiptap/core';
import { documentExtensions } from '@materi/editor/view';
import { withTableView } from '../tables/table-node.ts';
import { withBookmarkView } from '../views/bookmark.ts';
import { withCalloutView } from '../views/callout.ts';
import { withCodeBlockView } from '../views/code-block.ts';
import { withColumnListView, withColumnView } from '../views/columns.ts';
import { withEmbedView } from '../views/embed.ts';
import { withFileView } from '../views/file.ts';
import { withInlineMathView, withMathBlockView } from '../views/formulas.ts';
import { withHtmlBlockView, withInlineHtmlView } from '../views/html.ts';
import { withImageView } from '../views/image.ts';
import { withInlineImageView } from '../views/inline-image.ts';
import { withDateMentionView, withMentionView } from '../views/mentions.ts';
import { withFootnoteDefinitionView, withFootnoteReferenceView, withPageLinkView } from '../views/references.ts';
import { withTaskRule } from '../views/tasks.ts';
import { withToggleView } from '../views/toggle.ts';
import { isFollowable } from './links.ts';
import type { HostBox } from '../host.ts';

/** Every kind of block as pages draw it, for the page itself and for what it was before. */
export function pageBlocks(person: { id: string; name: string }, box: HostBox): AnyExtension[] {
  return documentExtensions({
    callout: withCalloutView,
    toggle: withToggleView,
    columnList: withColumnListView,
    column: withColumnView,
    bookmark: withBookmarkView(box),
    embed: withEmbedView(box),
    mention: withMentionView(person),
    dateMention: withDateMentionView,
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
    table: withTableView,
  });
}
