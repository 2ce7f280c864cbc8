import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { parsePageAddress } from '@materi/editor';
import type { HostBox } from '../host.ts';
import { showAnchor } from './anchors.ts';

/** Whether a link may be followed: the web, mail, telephone, and addresses within the server. */
export function isFollowable(href: string): boolean {
  return /^(https?:|mailto:|tel:|\/|#|\.)/i.test(href) || !/^[a-z][a-z0-9+.-]*:/i.test(href);
}

/** What a person typed as an address, as it is stored; `null` when it cannot be one. */
export function readAddress(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return null;
  if (/^(https?:\/\/|mailto:|tel:|\/|#)/i.test(text)) return text;
  if (/^[^@/]+@[^@/]+\.[^@/]+$/.test(text)) return `mailto:${text}`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^:/]+\.[^:/]+:\d+/.test(text)) return null;
  return /^[^/]+\.[^/]+/.test(text) ? `https://${text}` : null;
}

/** The page that an address leads to, when it is one of ours: `#part` is a part of the page that is open. */
const pageOf = (href: string, box: HostBox): string | null =>
  href.startsWith('#') ? box.current.documentId : (parsePageAddress(href)?.documentId ?? null);

/** Opens a link: pages and parts of them here, everything else in a new tab. */
export function followLink(editor: Editor, href: string, box: HostBox): void {
  const documentId = pageOf(href, box);
  if (documentId !== null) {
    const [, fragment] = href.split('#');
    // Nothing is opened anew when the page is open already.
    if (documentId === box.current.documentId) showAnchor(editor, fragment ?? '');
    box.current.openPage(documentId, fragment);
  } else if (isFollowable(href)) window.open(href, '_blank', 'noopener,noreferrer');
}

/**
 * A click on a link to a page, or to a part of this one, opens it; other links open with Ctrl or Cmd, or at once for readers.
 * A plain click into a link to elsewhere puts the caret there, and the link's menu offers to open it.
 */
export const LinkFollowing = Extension.create<{ box: HostBox }>({
  name: 'linkFollowing',
  addProseMirrorPlugins() {
    const { editor } = this;
    const { box } = this.options;
    return [
      new Plugin({
        key: new PluginKey('linkFollowing'),
        props: {
          handleDOMEvents: {
            click(_view, event) {
              const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
              if (link === null || link.classList.contains('page-link') || link.classList.contains('file-card'))
                return false;
              const href = link.getAttribute('href') ?? '';
              const isOurs = pageOf(href, box) !== null;
              // Asked of the browser: the editor may not have read yet where this click put the caret.
              const isCaret = link.ownerDocument.getSelection()?.isCollapsed ?? true;
              const meant = event.metaKey || event.ctrlKey || !editor.isEditable || (isOurs && isCaret);
              event.preventDefault();
              if (!meant || href === '') return false;
              followLink(editor, href, box);
              // Who followed a link is reading: the caret does not stay in it, nor does its menu open.
              if (isOurs) editor.commands.blur();
              return true;
            },
          },
        },
      }),
    ];
  },
});
