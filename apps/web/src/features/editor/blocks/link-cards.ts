import type { Editor, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Selection, TextSelection } from '@tiptap/pm/state';
import { parsePageAddress } from '@materi/editor';
import { TYPED_INTO } from '../extensions/undo-steps.ts';
import type { HostBox } from '../host.ts';
import { goToLineAt } from './line-below.ts';

type Place = NodeViewRendererProps['getPos'];

/** Whether an address is of this server, which asks other sites only what they are about. */
export const isOwn = (address: string): boolean =>
  URL.canParse(address, location.href) && new URL(address, location.href).origin === location.origin;

/** The page of ours that an address leads to, wherever it was copied. */
export const ownPage = (address: string): string | null =>
  isOwn(address) ? (parsePageAddress(new URL(address, location.href).pathname)?.documentId ?? null) : null;

/** Sets attributes of the block at a place, if it is still the one that is meant. One `visit` is undone together. */
export function setAttributes(
  editor: Editor,
  getPos: Place,
  attributes: Record<string, unknown>,
  isMeant: (node: ProseMirrorNode) => boolean = () => true,
  visit?: object,
): boolean {
  const position = editor.isDestroyed ? undefined : getPos();
  const node = position === undefined ? null : editor.state.doc.nodeAt(position);
  if (position === undefined || node === null || !isMeant(node)) return false;
  const { tr } = editor.state;
  for (const [name, value] of Object.entries(attributes)) tr.setNodeAttribute(position, name, value);
  editor.view.dispatch(visit === undefined ? tr : tr.setMeta(TYPED_INTO, visit));
  return true;
}

/** Sets attributes of a block that has asked for them, and goes on writing below it. */
export function finishBlock(editor: Editor, getPos: Place, attributes: Record<string, unknown>): void {
  const position = editor.isDestroyed ? undefined : getPos();
  const node = position === undefined ? null : editor.state.doc.nodeAt(position);
  if (position === undefined || node === null) return;
  const { tr } = editor.state;
  for (const [name, value] of Object.entries(attributes)) tr.setNodeAttribute(position, name, value);
  editor.view.dispatch(goToLineAt(tr, position + node.nodeSize).scrollIntoView());
  editor.view.focus();
}

/** Puts another block in the place of this one, and the caret behind it: on a line of its own when writing goes on. */
export function replaceBlock(editor: Editor, getPos: Place, node: ProseMirrorNode | null, goesOn = false): void {
  const position = getPos();
  const old = position === undefined ? null : editor.state.doc.nodeAt(position);
  if (position === undefined || old === null || node === null) return;
  const { tr } = editor.state;
  tr.replaceWith(position, position + old.nodeSize, node);
  const behind = position + node.nodeSize;
  if (node.isTextblock) tr.setSelection(TextSelection.create(tr.doc, behind - 1));
  else if (goesOn) goToLineAt(tr, behind);
  else tr.setSelection(Selection.near(tr.doc.resolve(Math.min(behind, tr.doc.content.size))));
  editor.view.dispatch(tr.scrollIntoView());
  editor.view.focus();
}

/** A link to a page of ours, as a line of its own. */
export function pageLine(editor: Editor, box: HostBox, documentId: string): ProseMirrorNode | null {
  const { paragraph, pageLink } = editor.schema.nodes;
  if (paragraph === undefined || pageLink === undefined) return null;
  const label = box.current.pageTitle(documentId)?.title ?? '';
  return paragraph.create(null, pageLink.create({ documentId, label }));
}

/** An address as a link in a line of text. */
export function linkLine(editor: Editor, address: string, words: string): ProseMirrorNode | null {
  const { paragraph } = editor.schema.nodes;
  const link = editor.schema.marks['link'];
  if (paragraph === undefined || link === undefined) return null;
  return paragraph.create(null, editor.schema.text(words, [link.create({ href: address })]));
}
