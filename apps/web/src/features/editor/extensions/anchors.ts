import type { Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import GithubSlugger from 'github-slugger';
import { bodyToText, type BlockNode } from '@materi/editor';
import { flashElement, revealPosition, showAt } from '../blocks/revealing.ts';
import { anchorName } from '../views/html.ts';

/**
 * Where the heading with this slug, the HTML anchor with this name or the block with this id (`b-` before it) stands, or `null`. Slugs follow the
 * same rule as the server's links. They are found when asked for: names kept on every
 * heading would cost a long page more with each keystroke than all visits to them.
 */
export function findAnchor(doc: ProseMirrorNode, name: string): number | null {
  const blockId = /^b-(.+)$/.exec(name)?.[1];
  const slugger = new GithubSlugger();
  let bySlug: number | null = null;
  let byId: number | null = null;
  let byAnchor: number | null = null;
  doc.descendants((node, position) => {
    if (node.type.name === 'heading' && slugger.slug(bodyToText(node.toJSON() as BlockNode)) === name) {
      bySlug ??= position;
    }
    if (node.attrs['id'] === name || (blockId !== undefined && node.attrs['id'] === blockId)) byId ??= position;
    if (node.type.name === 'inlineHtml' || node.type.name === 'htmlBlock') {
      if (anchorName(String(node.attrs['html'] ?? '')) === name) byAnchor ??= position;
    }
    return true;
  });
  return bySlug ?? byAnchor ?? byId;
}

/** Shows the heading or block that a fragment (`#slug`) names. Says whether there is one. */
export function showAnchor(editor: Editor, fragment: string): boolean {
  let name = fragment.replace(/^#/, '');
  try {
    name = decodeURIComponent(name);
  } catch {
    // Not encoded; taken as it is.
  }
  const position = name === '' ? null : findAnchor(editor.state.doc, name);
  const target = position === null ? null : editor.view.nodeDOM(position);
  if (!(target instanceof HTMLElement)) return false;
  if (name.startsWith('b-')) flashElement(target);
  else {
    revealPosition(editor, (position ?? 0) + 1);
    showAt(target, 'start');
  }
  return true;
}
