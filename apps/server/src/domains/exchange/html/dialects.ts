import type { Element, ElementContent } from 'hast';
import type { Losses } from '../losses.ts';
import {
  childElements,
  classesOf,
  element,
  findElement,
  hasClass,
  isElement,
  oneLine,
  property,
  textOf,
  type Parent,
} from './tree.ts';

const alert = (kind: string, icon: string, children: ElementContent[]): Element =>
  element(
    'div',
    { className: [`markdown-alert`, `markdown-alert-${kind}`], ...(icon === '' ? {} : { dataIcon: icon }) },
    children,
  );

const code = (className: string, value: string): Element =>
  element('code', { className: [className] }, [{ type: 'text', value }]);

/** The TeX source that KaTeX and MathJax leave beside what they draw. */
function formula(node: Element): ElementContent[] | undefined {
  if (!hasClass(node, 'katex', 'katex-display', 'MathJax', 'MathJax_Display', 'equation') && node.tagName !== 'math')
    return undefined;
  const source = findElement(
    node,
    (inner) => inner.tagName === 'annotation' && /tex/i.test(property(inner, 'encoding')),
  );
  if (source === undefined) return undefined;
  const latex = textOf(source).trim();
  const display =
    hasClass(node, 'katex-display', 'MathJax_Display', 'equation') || property(node, 'display') === 'block';
  return display ? [element('pre', {}, [code('math-display', latex)])] : [code('math-inline', latex)];
}

const NOTION_COLOUR =
  /^(?:block-color-|highlight-)(gr[ae]y|brown|orange|yellow|teal|green|blue|purple|pink|red)(_background)?$/;
const PLAIN_COLOUR: Readonly<Record<string, string>> = { gray: 'grey', brown: 'orange', teal: 'green' };

/** What Notion writes for its own blocks. */
function notion(node: Element): ElementContent[] | undefined {
  if (node.tagName === 'figure' && hasClass(node, 'callout')) {
    const [icon, ...rest] = childElements(node);
    const sign = icon === undefined ? '' : oneLine(textOf(icon));
    const isIcon = rest.length > 0 && [...sign].length <= 4;
    return [alert('note', isIcon ? sign : '', isIcon ? rest : node.children)];
  }
  if (node.tagName === 'ul' && hasClass(node, 'toggle')) {
    return childElements(node).flatMap((item) =>
      childElements(item).some(({ tagName }) => tagName === 'details') ? childElements(item) : [item],
    );
  }
  if (node.tagName === 'li' && findElement(node, (inner) => hasClass(inner, 'checkbox')) !== undefined) {
    const box = childElements(node).find((inner) => hasClass(inner, 'checkbox'));
    if (box === undefined) return undefined;
    const rest = node.children.filter((child) => child !== box);
    const checked = hasClass(box, 'checkbox-on');
    const words = rest.flatMap((child) =>
      isElement(child) && child.tagName === 'span' && property(child, 'className').startsWith('to-do-children')
        ? child.children
        : [child],
    );
    return [
      element('li', {}, [
        element('input', { type: 'checkbox', disabled: true, ...(checked ? { checked: true } : {}) }, []),
        { type: 'text', value: ' ' },
        ...words,
      ]),
    ];
  }
  if (node.tagName === 'div' && hasClass(node, 'column-list'))
    return [element('div', { className: ['columns'] }, node.children)];
  if (node.tagName === 'mark' || node.tagName === 'span') {
    for (const name of classesOf(node)) {
      const match = NOTION_COLOUR.exec(name);
      const colour = PLAIN_COLOUR[match?.[1] ?? ''] ?? match?.[1];
      if (colour === undefined) continue;
      return match?.[2] === undefined
        ? [element('span', { style: `color: ${colour}` }, node.children)]
        : [element('mark', { style: `background-color: ${colour}` }, node.children)];
    }
  }
  if (node.tagName === 'figure' && hasClass(node, 'bookmark', 'source')) {
    const link = findElement(node, ({ tagName }) => tagName === 'a');
    if (link === undefined) return undefined;
    const title = findElement(node, (inner) => hasClass(inner, 'bookmark-title'));
    const words = oneLine(textOf(title ?? link)) || property(link, 'href');
    return [element('p', {}, [element('a', { href: property(link, 'href') }, [{ type: 'text', value: words }])])];
  }
  return undefined;
}

const CONFLUENCE_KINDS: Readonly<Record<string, string>> = {
  information: 'note',
  info: 'note',
  note: 'important',
  tip: 'tip',
  warning: 'warning',
};

/** What Confluence writes for its macros. */
function confluence(node: Element, losses: Losses): ElementContent[] | undefined {
  const kind = classesOf(node)
    .map((name) => CONFLUENCE_KINDS[/^confluence-information-macro-(\w+)$/.exec(name)?.[1] ?? ''])
    .find((found) => found !== undefined);
  if (node.tagName === 'div' && kind !== undefined && hasClass(node, 'confluence-information-macro')) {
    const body = childElements(node).filter(
      (child) => !hasClass(child, 'aui-icon', 'confluence-information-macro-icon'),
    );
    return [alert(kind, '', body)];
  }
  if (node.tagName === 'pre' && hasClass(node, 'syntaxhighlighter-pre')) {
    const brush = /brush:\s*([\w+#-]+)/.exec(property(node, 'dataSyntaxhighlighterParams'))?.[1];
    const language =
      brush === undefined || /^(text|none|plain)$/.test(brush) ? {} : { className: [`language-${brush}`] };
    return [element('pre', {}, [element('code', language, [{ type: 'text', value: textOf(node) }])])];
  }
  if (node.tagName === 'img' && hasClass(node, 'emoticon')) {
    return [{ type: 'text', value: property(node, 'dataEmojiFallback') || property(node, 'alt') }];
  }
  const macro =
    property(node, 'dataMacroName') ||
    (/^ac:(structured-)?macro$/.test(node.tagName) ? property(node, 'ac:name') || 'macro' : '');
  if (
    macro !== '' &&
    !/^(code|noformat|info|note|tip|warning|panel|expand|toc|section|column|status|anchor)$/.test(macro)
  )
    losses.add('unsupported_macros', macro);
  return undefined;
}

/** Rewrites what other programs have blocks for into what every reader of HTML knows. */
export const dialect = (node: Element, _parents: readonly Parent[], losses: Losses): ElementContent[] | undefined =>
  formula(node) ?? notion(node) ?? confluence(node, losses);
