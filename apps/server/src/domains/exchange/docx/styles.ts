import { childrenNamed, child, numberOf, toggle, valueOf, type XmlElement } from './xml.ts';

/** What a paragraph is, as far as its style tells. */
export interface ParagraphStyle {
  readonly id: string;
  /** The names of the style and of those it is based on, nearest first, in lower case. */
  readonly names: readonly string[];
  /** The `w:pPr` of the style and of those it is based on, nearest first. */
  readonly properties: readonly XmlElement[];
}

/** What a run looks like through its character style. */
export interface CharacterStyle {
  readonly names: readonly string[];
  readonly properties: readonly XmlElement[];
}

export interface Styles {
  paragraph(id: string | undefined): ParagraphStyle;
  character(id: string | undefined): CharacterStyle | undefined;
  /** Whether a table style gives its first row a look of its own. */
  marksFirstRow(id: string | undefined): boolean;
  /** The font of plain text. */
  readonly defaultFont: string | undefined;
}

interface Style {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly basedOn: string | undefined;
  readonly element: XmlElement;
}

/** Reads the style table; names are as Word keeps them for every language ("heading 1"). */
export function readStyles(root: XmlElement | undefined): Styles {
  const styles = new Map<string, Style>();
  let defaultParagraph: string | undefined;
  for (const element of childrenNamed(root, 'w:style')) {
    const id = element.attrs['w:styleId'];
    if (id === undefined) continue;
    const type = element.attrs['w:type'] ?? 'paragraph';
    const name = (valueOf(element, 'w:name') ?? id).toLowerCase();
    styles.set(id, { id, type, name, basedOn: valueOf(element, 'w:basedOn'), element });
    if (type === 'paragraph' && /^(1|true|on)$/.test(element.attrs['w:default'] ?? '')) defaultParagraph = id;
  }
  const chainOf = (id: string | undefined): Style[] => {
    const chain: Style[] = [];
    for (let at = id === undefined ? undefined : styles.get(id); at !== undefined && !chain.includes(at);) {
      chain.push(at);
      at = at.basedOn === undefined ? undefined : styles.get(at.basedOn);
    }
    return chain;
  };
  const properties = (chain: readonly Style[], name: string): XmlElement[] =>
    chain.flatMap(({ element }) => child(element, name) ?? []);
  const defaults = child(child(child(root, 'w:docDefaults'), 'w:rPrDefault'), 'w:rPr');
  const fontIn = (list: readonly XmlElement[]) =>
    list.map((rPr) => child(rPr, 'w:rFonts')?.attrs['w:ascii']).find((font) => font !== undefined);

  return {
    paragraph(id) {
      const chain = chainOf(id ?? defaultParagraph);
      // A style that is named but missing still tells by its id, as writers of plain files do.
      const names = chain.length > 0 || id === undefined ? chain.map(({ name }) => name) : [spaced(id)];
      return { id: id ?? '', names, properties: properties(chain, 'w:pPr') };
    },
    character(id) {
      if (id === undefined) return undefined;
      const chain = chainOf(id);
      return {
        names: chain.length > 0 ? chain.map(({ name }) => name) : [spaced(id)],
        properties: properties(chain, 'w:rPr'),
      };
    },
    marksFirstRow: (id) =>
      chainOf(id).some(({ element }) =>
        childrenNamed(element, 'w:tblStylePr').some(({ attrs }) => attrs['w:type'] === 'firstRow'),
      ),
    defaultFont: fontIn([...properties(chainOf(defaultParagraph), 'w:rPr'), ...(defaults ? [defaults] : [])]),
  };
}

/** `Heading1` → `heading 1`. */
const spaced = (id: string): string =>
  id
    .replaceAll(/(?<=[a-z])(?=[A-Z\d])/g, ' ')
    .replaceAll(/[-_]+/g, ' ')
    .toLowerCase();

const HEADING = /^(?:heading|überschrift|titre|título|titolo|kop|rubrik|заголовок|標題|标题|見出し) ?([1-9])\b/;
const QUOTE = /^(intense quote|quote|quotations?|quoted text|block ?text|block ?quote|block quotation)$/;
const CODE =
  /^(source ?code|code ?block|code|html preformatted|preformatted text|preformatted|macro text|listing|verbatim|program listing)$/;
const CODE_CHARACTER =
  /^(verbatim char|verbatim|source ?code( char)?|source text|html code|html typewriter|html sample|html keyboard|code( char)?|inline code|teletype|html preformatted char)$/;
const LINK_CHARACTER = /^(hyperlink|followed ?hyperlink|internet link|visited internet link|index link)$/;

/** 1 to 6 for a heading, deeper ones count as 6; `null` for anything else. */
export function headingLevel(style: ParagraphStyle, direct: XmlElement | undefined): number | null {
  for (const name of style.names) {
    const level = HEADING.exec(name)?.[1];
    if (level !== undefined) return Math.min(6, Number(level));
  }
  if (isTitle(style)) return null;
  for (const pPr of direct === undefined ? style.properties : [direct, ...style.properties]) {
    const outline = numberOf(valueOf(pPr, 'w:outlineLvl'));
    if (outline !== undefined) return outline >= 0 && outline <= 8 ? Math.min(6, outline + 1) : null;
  }
  return null;
}

export const isTitle = (style: ParagraphStyle): boolean => style.names[0] === 'title';
export const isQuote = (style: ParagraphStyle): boolean => style.names.some((name) => QUOTE.test(name));
export const isCode = (style: ParagraphStyle): boolean => style.names.some((name) => CODE.test(name));
export const isCodeCharacter = (style: CharacterStyle): boolean =>
  style.names.some((name) => CODE_CHARACTER.test(name));
export const isLinkCharacter = (style: CharacterStyle): boolean =>
  style.names.some((name) => LINK_CHARACTER.test(name));

const MONOSPACE =
  /^(courier|courier new|consolas|menlo|monaco|lucida console|dejavu sans mono|liberation mono|source code pro|roboto mono|ubuntu mono|fira code|fira mono|jetbrains mono|cascadia (code|mono)|sf mono|inconsolata|andale mono)$/i;
export const isMonospace = (font: string | undefined): boolean => font !== undefined && MONOSPACE.test(font.trim());

/** The nearest value that one of these properties gives, the paragraph's or run's own first. */
export function nearest<Value>(
  list: readonly (XmlElement | undefined)[],
  read: (properties: XmlElement) => Value | undefined,
): Value | undefined {
  for (const properties of list) {
    const value = properties === undefined ? undefined : read(properties);
    if (value !== undefined) return value;
  }
  return undefined;
}

export const nearestToggle = (list: readonly (XmlElement | undefined)[], name: string): boolean =>
  nearest(list, (properties) => toggle(properties, name)) ?? false;

/** How far a paragraph stands to the right, in twentieths of a point; its first line apart when it hangs. */
export function indentOf(list: readonly (XmlElement | undefined)[]): { left: number; hanging: number } {
  const read = (...names: string[]) =>
    nearest(list, (pPr) => {
      const indent = child(pPr, 'w:ind')?.attrs;
      return numberOf(names.map((name) => indent?.[name]).find((value) => value !== undefined));
    }) ?? 0;
  return { left: read('w:left', 'w:start'), hanging: read('w:hanging') };
}
