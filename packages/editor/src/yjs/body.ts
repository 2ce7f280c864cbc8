import * as Y from 'yjs';
import { visitNodes, type Attributes, type BlockNode, type JsonValue } from '../block-node.ts';
import { BODY_FRAGMENT } from '../schema-version.ts';
import { INLINE_TYPES, nodeDefaults } from '../schema-defaults.ts';
import { createText, isJson, isSafeName, readText } from './text.ts';

/** Elements nested deeper than this keep their text only; no page of a person comes near. */
const MAX_DEPTH = 200;

// The binding stores any JSON as an attribute; Yjs's own type forgets booleans.
export type SharedElement = Y.XmlElement<{ [name: string]: object | string | number }>;

/** Whether a child of a shared element is an element; other programs may have put anything there. */
export function isElement(value: unknown): value is SharedElement {
  return value instanceof Y.XmlElement && !(value instanceof Y.XmlHook);
}

/** The attributes of a shared element that are JSON. */
export function readAttributes(element: SharedElement): Attributes {
  const attrs: Attributes = {};
  for (const [name, value] of Object.entries(element.getAttributes())) {
    if (value !== null && isSafeName(name) && isJson(value)) attrs[name] = value;
  }
  return attrs;
}

function textBelow(element: Y.XmlFragment): string {
  let text = '';
  const pending: unknown[] = element.toArray().toReversed();
  while (pending.length > 0) {
    const next = pending.pop();
    if (next instanceof Y.XmlText)
      text += readText(next)
        .map((node) => node.text)
        .join('');
    else if (isElement(next)) pending.push(...next.toArray().toReversed());
  }
  return text;
}

/** Reads one shared element with everything below it. */
export function readElement(element: SharedElement, depth = 0): BlockNode {
  const attrs = readAttributes(element);
  const content = readChildren(element, depth + 1);
  return {
    type: element.nodeName,
    ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
    ...(content.length > 0 ? { content } : {}),
  };
}

function readChildren(parent: Y.XmlFragment, depth: number): BlockNode[] {
  if (depth > MAX_DEPTH) {
    const text = textBelow(parent);
    return text === '' ? [] : [{ type: 'text', text }];
  }
  const content: BlockNode[] = [];
  let loose = '';
  const flush = (): void => {
    if (loose !== '') content.push({ type: 'text', text: loose.toWellFormed() });
    loose = '';
  };
  for (const child of parent.toArray() as unknown[]) {
    // A root that another program filled as plain text gives its characters one by one.
    if (typeof child === 'string') {
      loose += child;
      continue;
    }
    flush();
    if (child instanceof Y.XmlText) content.push(...readText(child));
    else if (isElement(child)) content.push(readElement(child, depth));
  }
  flush();
  return content;
}

/** Text and inline nodes directly below the document belong into a paragraph. */
function withoutLooseText(content: readonly BlockNode[]): BlockNode[] {
  const blocks: BlockNode[] = [];
  let open: BlockNode[] | null = null;
  for (const node of content) {
    if (!INLINE_TYPES.has(node.type)) {
      open = null;
      blocks.push(node);
    } else if (open === null) {
      open = [node];
      blocks.push({ type: 'paragraph', content: open });
    } else open.push(node);
  }
  return blocks;
}

/**
 * The body of a shared document as JSON. Never throws: what other programs left
 * there and a body cannot hold (maps, embedded objects) is passed over, unknown
 * elements and attributes are kept as they are.
 */
export function readBody(doc: Y.Doc): BlockNode {
  return { type: 'doc', content: withoutLooseText(readChildren(doc.getXmlFragment(BODY_FRAGMENT), 0)) };
}

/** A run of text nodes or one other node: what one shared child holds. */
export type SharedChild = BlockNode | BlockNode[];

/** Adjacent text nodes belong into one shared text; other nodes stand alone. Deeper than the bound is cut to text. */
export function groupChildren(content: readonly BlockNode[] | undefined): SharedChild[] {
  const groups: SharedChild[] = [];
  for (const node of content ?? []) {
    const last = groups.at(-1);
    if (node.type !== 'text') groups.push(node);
    else if (node.text === undefined || node.text === '') continue;
    else if (Array.isArray(last)) last.push(node);
    else groups.push([node]);
  }
  return groups;
}

/** Makes the shared type for one child, exactly as the editor's binding would. */
export function createChild(child: SharedChild, depth = 0): Y.XmlElement | Y.XmlText {
  if (Array.isArray(child)) return createText(child);
  const element: SharedElement = new Y.XmlElement(child.type);
  for (const [name, value] of Object.entries({ ...nodeDefaults(child.type), ...child.attrs })) {
    if (value !== null && name !== 'ychange' && isSafeName(name)) setShared(element, name, value);
  }
  if (depth < MAX_DEPTH) {
    element.insert(
      0,
      groupChildren(child.content).map((item) => createChild(item, depth + 1)),
    );
  } else {
    let text = '';
    visitNodes(child, (node) => (text += node.text ?? ''));
    if (text !== '') element.insert(0, [createText([{ type: 'text', text }])]);
  }
  return element as unknown as Y.XmlElement;
}

/** Sets one attribute of a shared element. */
export function setShared(element: SharedElement, name: string, value: JsonValue): void {
  element.setAttribute(name, wellFormed(value) as string);
}

/** Lone surrogates cannot be sent; they become U+FFFD on both sides of the wire. */
function wellFormed<T>(value: T): T | string {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

/** Writes a body into a document that has none yet. For a document with a body use `mergeBody`. */
export function writeBody(doc: Y.Doc, body: BlockNode): void {
  const fragment = doc.getXmlFragment(BODY_FRAGMENT);
  if (fragment.length > 0) throw new Error('The document has a body already; merge into it.');
  doc.transact(() =>
    fragment.insert(
      0,
      groupChildren(body.content).map((child) => createChild(child)),
    ),
  );
}
