import { SaxesParser } from 'saxes';
import { fileUnreadable } from '../errors.ts';

/** An element of an XML part; names carry the usual prefix of their namespace, whatever the file wrote. */
export interface XmlElement {
  readonly name: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}
export type XmlNode = XmlElement | string;

/** The prefixes by which the rest of the reader knows names. Word writes each namespace in two editions. */
const PREFIXES: Readonly<Record<string, string>> = {
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main': 'w',
  'http://purl.oclc.org/ooxml/wordprocessingml/main': 'w',
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships': 'r',
  'http://purl.oclc.org/ooxml/officeDocument/relationships': 'r',
  'http://schemas.openxmlformats.org/drawingml/2006/main': 'a',
  'http://purl.oclc.org/ooxml/drawingml/main': 'a',
  'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing': 'wp',
  'http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing': 'wp',
  'http://schemas.openxmlformats.org/drawingml/2006/picture': 'pic',
  'http://purl.oclc.org/ooxml/drawingml/picture': 'pic',
  'http://schemas.openxmlformats.org/officeDocument/2006/math': 'm',
  'http://purl.oclc.org/ooxml/officeDocument/math': 'm',
  'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc',
  'http://schemas.openxmlformats.org/package/2006/relationships': 'rel',
  'http://schemas.openxmlformats.org/package/2006/metadata/core-properties': 'cp',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://schemas.microsoft.com/office/word/2010/wordml': 'w14',
  'http://schemas.microsoft.com/office/word/2010/wordprocessingShape': 'wps',
  'http://schemas.microsoft.com/office/word/2010/wordprocessingGroup': 'wpg',
  'urn:schemas-microsoft-com:vml': 'v',
  'urn:schemas-microsoft-com:office:office': 'o',
};

/** Deeper and larger than any document that people write, and small enough for the worker's memory. */
const LIMITS = { depth: 250, nodes: 6_000_000 };

/**
 * Reads an XML part. Document types are passed over, so that no entity of a file is ever unfolded.
 * @throws AppError `import.unreadable_file` when it is not well-formed, too deep or too large
 */
export function parseXml(text: string, partName: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  let root: XmlElement | undefined;
  let nodes = 0;
  const open: { name: string; attrs: Record<string, string>; children: XmlNode[] }[] = [];
  const named = (uri: string, local: string, prefix: string): string => {
    const known = PREFIXES[uri] ?? prefix;
    return known === '' ? local : `${known}:${local}`;
  };
  parser.on('error', (error) => {
    throw fileUnreadable(`its part ${partName} is damaged (${error.message.replace(/\.$/, '')})`);
  });
  parser.on('opentag', ({ uri, local, prefix, attributes }) => {
    nodes += 1;
    if (nodes > LIMITS.nodes) throw fileUnreadable(`its part ${partName} holds too many elements`);
    if (open.length >= LIMITS.depth) throw fileUnreadable(`its part ${partName} is nested too deeply`);
    const attrs: Record<string, string> = {};
    for (const { uri: space, local: name, prefix: lead, value } of Object.values(attributes)) {
      if (lead !== 'xmlns' && name !== 'xmlns') attrs[named(space, name, lead)] = value;
    }
    open.push({ name: named(uri, local, prefix), attrs, children: [] });
  });
  const addText = (value: string): void => {
    const parent = open.at(-1);
    if (parent === undefined || value === '') return;
    nodes += 1;
    if (nodes > LIMITS.nodes) throw fileUnreadable(`its part ${partName} holds too many elements`);
    parent.children.push(value);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element === undefined) return;
    const parent = open.at(-1);
    if (parent === undefined) root ??= element;
    else parent.children.push(element);
  });
  parser.write(text).close();
  if (root === undefined) throw fileUnreadable(`its part ${partName} is empty`);
  return root;
}

export const isElement = (node: XmlNode): node is XmlElement => typeof node !== 'string';

export const elementsOf = (element: XmlElement | undefined): XmlElement[] =>
  element === undefined ? [] : element.children.filter(isElement);

/** The first child of this name. */
export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((node): node is XmlElement => isElement(node) && node.name === name);

export const childrenNamed = (element: XmlElement | undefined, name: string): XmlElement[] =>
  elementsOf(element).filter((node) => node.name === name);

/** The first element of this name anywhere below. */
export function find(element: XmlElement | undefined, name: string): XmlElement | undefined {
  const pending = elementsOf(element).toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.name === name) return next;
    pending.push(...elementsOf(next).toReversed());
  }
  return undefined;
}

export function findAll(element: XmlElement | undefined, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const pending = elementsOf(element).toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.name === name) found.push(next);
    pending.push(...elementsOf(next).toReversed());
  }
  return found;
}

/** `w:val` of a child: the usual way in which Word says a value. */
export const valueOf = (element: XmlElement | undefined, name: string): string | undefined =>
  child(element, name)?.attrs['w:val'];

/** A whole number, or undefined; sizes may carry decimals or units. */
export function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*[+-]?\d/.test(text)) return undefined;
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A switch such as `<w:b/>`: on without a value, off by `0`, `false` or `off`; undefined when it is not there. */
export function toggle(element: XmlElement | undefined, name: string): boolean | undefined {
  const found = child(element, name);
  if (found === undefined) return undefined;
  const value = found.attrs['w:val'];
  return value === undefined || !/^(0|false|off|none)$/i.test(value);
}

/** All text below, in order. */
export function textOf(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  let text = '';
  const pending: XmlNode[] = element.children.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') text += next;
    else pending.push(...next.children.toReversed());
  }
  return text;
}
