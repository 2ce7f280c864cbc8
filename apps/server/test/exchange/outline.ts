import type { BlockNode } from '@materi/editor';
import type { NativeValue } from './native-tree.ts';

/** The text and structure of a document in a form in which two programs can be compared. */
export interface Outline {
  /** One line for each block with text: where it stands, what it is, what it says. */
  readonly lines: string[];
  /** `text → address`; addresses inside the document only as `#`. */
  readonly links: string[];
  readonly notes: string[];
  readonly images: number;
}

const plain = (text: string): string => text.replaceAll(/[\s\u00a0]+/g, ' ').trim();
const address = (href: string): string => (href.startsWith('#') ? '#' : href);

interface Collecting {
  lines: string[];
  links: string[];
  notes: string[];
  images: number;
}

/** The outline that pandoc expects. */
export function nativeOutline(tree: NativeValue): Outline {
  const out: Collecting = { lines: [], links: [], notes: [], images: 0 };
  const items = (value: NativeValue | undefined): readonly NativeValue[] => (value?.kind === 'list' ? value.items : []);

  function inline(nodes: readonly NativeValue[]): string {
    return nodes.map(inlineText).join('');
  }
  function inlineText(node: NativeValue): string {
    if (node.kind !== 'node') return '';
    const [first, second, third] = node.args;
    switch (node.name) {
      case 'Str':
        return first?.kind === 'text' ? first.text : '';
      case 'Space':
      case 'SoftBreak':
      case 'LineBreak':
        return ' ';
      case 'Code':
        return second?.kind === 'text' ? second.text : '';
      case 'Math':
        return second?.kind === 'text' ? second.text : '';
      case 'Span':
      case 'Quoted':
      case 'Cite':
        return inline(items(second));
      case 'Link': {
        const text = inline(items(second));
        const target = items(third)[0];
        // A link in a link is one link for everybody else.
        if (target?.kind === 'text' && plain(text) !== '') out.links.push(`${plain(text)} → ${address(target.text)}`);
        return text;
      }
      case 'Image':
        out.images += 1;
        return '';
      case 'Note':
        out.notes.push(items(first).map(noteText).join(' '));
        return '';
      default:
        return inline(items(first));
    }
  }
  const noteText = (node: NativeValue): string => (node.kind === 'node' ? plain(inline(items(node.args[0]))) : '');

  function block(node: NativeValue, place: string): void {
    if (node.kind !== 'node') return;
    const [first, second, third] = node.args;
    const line = (what: string, text: string) => {
      if (plain(text) !== '') out.lines.push(`${place}${what}: ${plain(text)}`);
    };
    switch (node.name) {
      case 'Para':
      case 'Plain':
        return line('p', inline(items(first)));
      case 'Header':
        return line(`h${first?.kind === 'number' ? first.value : 0}`, inline(items(third)));
      case 'CodeBlock':
        return line('code', second?.kind === 'text' ? second.text : '');
      case 'BlockQuote':
        return items(first).forEach((inner) => block(inner, `${place}quote > `));
      case 'BulletList':
        return items(first).forEach((item) => items(item).forEach((inner) => block(inner, `${place}ul > `)));
      case 'OrderedList': {
        const start = items(first)[0];
        const from = start?.kind === 'number' ? start.value : 1;
        return items(second).forEach((item, at) =>
          items(item).forEach((inner) => block(inner, `${place}ol ${from + at} > `)),
        );
      }
      case 'Div':
        return items(second).forEach((inner) => block(inner, place));
      case 'Table':
        return node.args.forEach((part) => rows(part, place, 'td'));
      default:
        return undefined;
    }
  }
  function rows(part: NativeValue, place: string, cell: string): void {
    if (part.kind === 'list') return part.items.forEach((inner) => rows(inner, place, cell));
    if (part.kind !== 'node') return;
    if (part.name === 'Caption' || part.name === 'TableFoot') return;
    if (part.name === 'Cell') {
      const [, , rowspan, colspan, content] = part.args;
      const span = (value: NativeValue | undefined) =>
        value?.kind === 'node' && value.args[0]?.kind === 'number' ? value.args[0].value : 1;
      const size = span(rowspan) * span(colspan) === 1 ? '' : ` ${span(rowspan)}x${span(colspan)}`;
      return items(content).forEach((inner) => block(inner, `${place}${cell}${size} > `));
    }
    part.args.forEach((inner) => rows(inner, place, part.name === 'TableHead' ? 'th' : cell));
  }
  items(tree).forEach((node) => block(node, ''));
  return outermostLinks(out);
}

/** Of a link and a link in it only the outer one is said; our pages have no others. */
function outermostLinks(out: Collecting): Outline {
  const links = out.links.filter(
    (link, at) =>
      !out.links.slice(at + 1).some((other) => {
        const [text = '', to = ''] = link.split(' → ');
        const [otherText = '', otherTo = ''] = other.split(' → ');
        return to === otherTo && otherText !== text && otherText.endsWith(` ${text}`);
      }),
  );
  return { ...out, links };
}

/** The outline of a page. */
export function bodyOutline(body: BlockNode): Outline {
  const out: Collecting = { lines: [], links: [], notes: [], images: 0 };
  const definitions = new Map<string, BlockNode>();
  for (const node of body.content ?? []) {
    if (node.type === 'footnoteDefinition') definitions.set(String(node.attrs?.['label']), node);
  }

  function inline(nodes: readonly BlockNode[]): string {
    let text = '';
    let open: { href: string; text: string } | null = null;
    const close = () => {
      if (open !== null && plain(open.text) !== '') out.links.push(`${plain(open.text)} → ${address(open.href)}`);
      open = null;
    };
    for (const node of nodes) {
      const piece =
        node.type === 'hardBreak'
          ? ' '
          : node.type === 'inlineMath'
            ? String(node.attrs?.['latex'])
            : (node.text ?? '');
      const href = node.marks?.find(({ type }) => type === 'link')?.attrs?.['href'];
      if (typeof href !== 'string') close();
      else if (open === null || (open as { href: string }).href !== href) {
        close();
        open = { href, text: piece };
      } else open = { href, text: (open as { text: string }).text + piece };
      if (node.type === 'inlineImage') out.images += 1;
      if (node.type === 'footnoteReference') {
        const definition = definitions.get(String(node.attrs?.['label']));
        if (definition !== undefined) out.notes.push(noteText(definition));
      }
      text += piece;
    }
    close();
    return text;
  }
  const noteText = (node: BlockNode): string =>
    (node.content ?? []).map((inner) => plain((inner.content ?? []).map((leaf) => leaf.text ?? '').join(''))).join(' ');

  function block(node: BlockNode, place: string): void {
    const line = (what: string, text: string) => {
      if (plain(text) !== '') out.lines.push(`${place}${what}: ${plain(text)}`);
    };
    const inside = (lead: string) => (node.content ?? []).forEach((inner) => block(inner, `${place}${lead}`));
    switch (node.type) {
      case 'paragraph':
        return line('p', inline(node.content ?? []));
      case 'heading':
        return line(`h${String(node.attrs?.['level'])}`, inline(node.content ?? []));
      case 'codeBlock':
        return line('code', (node.content ?? []).map(({ text }) => text ?? '').join(''));
      case 'blockquote':
        return inside('quote > ');
      case 'bulletList':
      case 'taskList':
        return (node.content ?? []).forEach((item) =>
          (item.content ?? []).forEach((inner) => block(inner, `${place}ul > `)),
        );
      case 'orderedList': {
        const from = Number(node.attrs?.['start'] ?? 1);
        return (node.content ?? []).forEach((item, at) =>
          (item.content ?? []).forEach((inner) => block(inner, `${place}ol ${from + at} > `)),
        );
      }
      case 'tableHeader':
      case 'tableCell': {
        const { colspan, rowspan } = node.attrs ?? {};
        const size = Number(colspan ?? 1) * Number(rowspan ?? 1) === 1 ? '' : ` ${String(rowspan)}x${String(colspan)}`;
        return inside(`${node.type === 'tableHeader' ? 'th' : 'td'}${size} > `);
      }
      case 'image':
        out.images += 1;
        return undefined;
      case 'footnoteDefinition':
        return undefined;
      default:
        return inside('');
    }
  }
  (body.content ?? []).forEach((node) => block(node, ''));
  return out;
}
