import type { Element, ElementContent, Properties } from 'hast';
import type { Nodes, Root } from 'mdast';
import type { Handlers, State } from 'mdast-util-to-hast';
import rehypeStringify from 'rehype-stringify';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { parsePersonAddress, tagsOfMark } from '../markdown/inline-tags.ts';
import type {
  CalloutTree,
  CardTree,
  ColumnListTree,
  MarkedData,
  PictureTree,
  RichCellTree,
  RichTableTree,
  ToggleTree,
} from '../markdown/tree.ts';

function element(tagName: string, properties: Properties, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}

const text = (value: string): ElementContent => ({ type: 'text', value });

const formula = (value: string, className: string): Element =>
  element('code', { className: ['language-math', className] }, [text(value)]);

const CALLOUT_NAMES = { note: 'Note', tip: 'Tip', important: 'Important', warning: 'Warning', caution: 'Caution' };

const PHYSICAL = { start: 'left', center: 'center', end: 'right' } as const;

/** Items of a tight list and cells show a single paragraph as its words. */
function inlineWhenAlone(children: ElementContent[]): ElementContent[] {
  const [only] = children;
  return children.length === 1 &&
    only?.type === 'element' &&
    only.tagName === 'p' &&
    Object.keys(only.properties).length === 0
    ? only.children
    : children;
}

function cell(state: State, node: RichCellTree): Element {
  const properties: Properties = {
    ...(node.colspan > 1 ? { colSpan: node.colspan } : {}),
    ...(node.rowspan > 1 ? { rowSpan: node.rowspan } : {}),
    ...(node.align === null ? {} : { align: node.align }),
    ...(node.background === null ? {} : { style: `background-color: ${node.background}` }),
    ...(node.colwidth === null ? {} : { dataColwidth: node.colwidth.join(',') }),
  };
  return element(node.isHeader ? 'th' : 'td', properties, inlineWhenAlone(state.all(node as never)));
}

const handlers: Handlers = {
  inlineMath: (_state, node: { value: string }) => formula(node.value, 'math-inline'),
  math: (_state, node: { value: string }) => element('pre', {}, [formula(node.value, 'math-display')]),
  link(state, node: { url: string; title?: string | null }) {
    const person = parsePersonAddress(node.url);
    const children = state.all(node as never);
    if (person !== null) return element('span', { dataPerson: person }, children);
    return element('a', { href: node.url, ...(node.title == null ? {} : { title: node.title }) }, children);
  },
  emphasis(state, node: { data?: MarkedData }) {
    const { date, mark } = node.data ?? {};
    const children = state.all(node as never);
    if (date !== undefined) return element('time', { dateTime: date }, children);
    const [open] = mark === undefined ? ['<em>'] : (tagsOfMark(mark) ?? ['<em>']);
    const [, tag = 'em', style] = /^<(\w+)(?: style="([^"]*)")?>$/.exec(open) ?? [];
    return element(tag, style === undefined ? {} : { style }, children);
  },
  code(_state, node: { value: string; lang?: string | null; data?: { caption?: string; wrap?: boolean } }) {
    const { caption, wrap } = node.data ?? {};
    const properties: Properties = {
      ...(node.lang == null || node.lang === '' ? {} : { className: [`language-${node.lang}`] }),
      ...(caption === undefined ? {} : { dataCaption: caption }),
      ...(wrap === true ? { dataWrap: '' } : {}),
    };
    const value = node.value === '' ? '' : `${node.value}\n`;
    return element('pre', {}, [element('code', properties, [text(value)])]);
  },
  callout(state, node: CalloutTree) {
    const title = element('p', { className: ['markdown-alert-title'] }, [
      text(`${node.icon === null ? '' : `${node.icon} `}${CALLOUT_NAMES[node.kind]}`),
    ]);
    const properties: Properties = {
      className: ['markdown-alert', `markdown-alert-${node.kind}`],
      ...(node.icon === null ? {} : { dataIcon: node.icon }),
    };
    return element('div', properties, state.wrap([title, ...state.all(node as never)], true));
  },
  toggle(state, node: ToggleTree) {
    const words = state.all({ type: 'paragraph', children: node.summary });
    const line = element('summary', {}, node.level === null ? words : [element(`h${node.level}`, {}, words)]);
    return element('details', {}, state.wrap([line, ...state.all(node as never)], true));
  },
  columnList: (state, node: ColumnListTree) =>
    element(
      'div',
      { className: ['columns'] },
      state.wrap(
        node.children.map((column) =>
          element(
            'div',
            { className: ['column'], ...(column.width === 1 ? {} : { dataWidth: String(column.width) }) },
            state.wrap(state.all(column as never), true),
          ),
        ),
        true,
      ),
    ),
  card(state, node: CardTree) {
    const details = Object.keys(node.details).length === 0 ? {} : { dataDetails: JSON.stringify(node.details) };
    const link = element('a', { href: node.url, dataCard: node.card, ...details }, state.all(node as never));
    return element('p', {}, [link]);
  },
  picture(_state, node: PictureTree) {
    const image = element(
      'img',
      {
        src: node.url,
        alt: node.alt,
        ...(node.title === null ? {} : { title: node.title }),
        ...(node.width === null ? {} : { width: String(node.width) }),
      },
      [],
    );
    const title = node.hrefTitle === null ? {} : { title: node.hrefTitle };
    const linked = node.href === null ? image : element('a', { href: node.href, ...title }, [image]);
    return node.align === null ? element('p', {}, [linked]) : element('div', { align: PHYSICAL[node.align] }, [linked]);
  },
  richTable: (state, node: RichTableTree) =>
    element(
      'table',
      {},
      state.wrap(
        node.children.map((row) =>
          element(
            'tr',
            {},
            state.wrap(
              row.children.map((each) => cell(state, each)),
              true,
            ),
          ),
        ),
        true,
      ),
    ),
};

const toHast = unified().use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '', handlers }).freeze();
const writer = unified().use(rehypeStringify, { allowDangerousHtml: true }).freeze();

/** A Markdown tree as HTML. Raw HTML in it is passed on as it is: clean the result before it is shown. */
export function treeToHtml(tree: Nodes): string {
  const root: Root = tree.type === 'root' ? tree : { type: 'root', children: [tree as Root['children'][number]] };
  return writer.stringify(toHast.runSync(root));
}
