import type { Element, ElementContent } from 'hast';
import { childElements, hasClass, textProperty } from '../html/elements.ts';
import { isEmoji } from '../markdown/callouts.ts';
import { element, elementsOf, isBlank, rewrite, textBelow, type Holder } from './hast-edit.ts';

const box = (checked: boolean): Element =>
  element('input', { type: 'checkbox', disabled: true, ...(checked ? { checked: true } : {}) }, []);

const isList = (node: ElementContent): node is Element =>
  node.type === 'element' && (node.tagName === 'ul' || node.tagName === 'ol');

/** Google Docs and others write a list below an item beside the item; it belongs into it. */
function nestLists(node: Element): ElementContent[] | undefined {
  if (!isList(node) || !node.children.some(isList)) return undefined;
  const children: ElementContent[] = [];
  for (const child of node.children) {
    const item = children.findLast((before) => before.type === 'element' && before.tagName === 'li');
    if (isList(child) && item?.type === 'element') item.children.push(child);
    else if (isList(child)) children.push(element('li', {}, [child]));
    else children.push(child);
  }
  return [{ ...node, children }];
}

/** Items with a box: of Google Docs, of Notion, of pages that draw their own. */
function taskItem(node: Element): ElementContent[] | undefined {
  if (node.tagName !== 'li') return undefined;
  if (textProperty(node, 'role') === 'checkbox') {
    const checked = textProperty(node, 'ariaChecked') === 'true' || node.properties['ariaChecked'] === true;
    rewrite(node, (child) =>
      child.tagName === 'img' && /check/i.test(textProperty(child, 'alt') ?? '') ? [] : undefined,
    );
    return [element('li', {}, [box(checked), ...node.children])];
  }
  const drawn = childElements(node).find((child) => hasClass(child, 'checkbox'));
  if (drawn !== undefined) {
    const rest = node.children.filter((child) => child !== drawn);
    return [element('li', {}, [box(hasClass(drawn, 'checkbox-on')), ...rest])];
  }
  const first = node.children[0];
  const head = first?.type === 'element' && first.tagName === 'p' ? first.children[0] : first;
  const match = head?.type === 'text' ? /^\s*\[([ xX])\]\s+/.exec(head.value) : null;
  if (match === null || head?.type !== 'text') return undefined;
  head.value = head.value.slice(match[0].length);
  return [element('li', {}, [box(match[1] !== ' '), ...node.children])];
}

/** An item that is one paragraph, with lists below it at most, has no space around it. */
function tightItem(node: Element): ElementContent[] | undefined {
  if (node.tagName !== 'li') return undefined;
  const [first, ...rest] = childElements(node).filter(({ tagName }) => tagName !== 'input');
  const isLoose = node.children.some((child) => child.type === 'text' && !isBlank(child.value));
  if (first?.tagName !== 'p' || isLoose || !rest.every(isList)) return undefined;
  return [{ ...node, children: node.children.flatMap((child) => (child === first ? first.children : [child])) }];
}

/** Notion's callout is an aside that begins with its sign. */
function callout(node: Element): ElementContent[] | undefined {
  if (node.tagName !== 'aside' && !(node.tagName === 'figure' && hasClass(node, 'callout'))) return undefined;
  const words = textBelow(node).trimStart();
  const sign = /^\S+/.exec(words)?.[0] ?? '';
  const icon = isEmoji(sign) ? sign : null;
  if (icon === null && node.tagName === 'aside') return undefined;
  let isPending = icon !== null;
  const strip = (holder: Element): void => {
    for (const child of holder.children) {
      if (!isPending) return;
      if (child.type === 'element') {
        if (child.tagName === 'img' && textProperty(child, 'alt') === icon) continue;
        strip(child);
      } else if (child.type === 'text' && child.value.trim() !== '') {
        child.value = child.value.replace(icon ?? '', '').trimStart();
        isPending = false;
      }
    }
  };
  strip(node);
  const properties = {
    className: ['markdown-alert', 'markdown-alert-note'],
    ...(icon === null ? {} : { dataIcon: icon }),
  };
  return [element('div', properties, node.children)];
}

/** The TeX source that KaTeX and MathJax leave beside what they draw. */
function formula(node: Element): ElementContent[] | undefined {
  const isDrawn =
    node.tagName === 'math' ||
    node.tagName === 'mjx-container' ||
    hasClass(node, 'katex') ||
    hasClass(node, 'katex-display');
  if (!isDrawn) return undefined;
  const source = [...elementsOf(node)].find(
    (inner) => inner.tagName === 'annotation' && /tex/i.test(textProperty(inner, 'encoding') ?? ''),
  );
  // What is drawn inside was read before.
  const read = [...elementsOf(node)].find((inner) => inner.tagName === 'code' && hasClass(inner, 'math-inline'));
  if (source === undefined && read === undefined) return undefined;
  const value = textBelow(source ?? read ?? node).trim();
  const display = hasClass(node, 'katex-display') || textProperty(node, 'display') === 'block';
  const code = element('code', { className: [display ? 'math-display' : 'math-inline'] }, [{ type: 'text', value }]);
  return display ? [element('pre', {}, [code])] : [code];
}

/** Assistants put a bar with the language and a button to copy into the frame of their code. */
function codeWithBar(node: Element): ElementContent[] | undefined {
  if (node.tagName !== 'pre' || childElements(node).some(({ tagName }) => tagName === 'code')) return undefined;
  const [inner, ...more] = [...elementsOf(node)].filter(({ tagName }) => tagName === 'code');
  return inner === undefined || more.length > 0 ? undefined : [element('pre', {}, [inner])];
}

/** GitHub and others name the language on the box around the code. */
function code(node: Element): ElementContent[] | undefined {
  const name = (Array.isArray(node.properties['className']) ? node.properties['className'] : [])
    .map((each) => /^(?:highlight-source-|language-|lang-|brush:)([\w+#-]+)$/.exec(String(each))?.[1])
    .find((found) => found !== undefined);
  if (node.tagName !== 'div' && node.tagName !== 'pre') return undefined;
  const pre = node.tagName === 'pre' ? node : childElements(node).find(({ tagName }) => tagName === 'pre');
  if (name === undefined || pre === undefined || childElements(pre).some(({ tagName }) => tagName === 'code'))
    return undefined;
  return [
    element('pre', {}, [
      element('code', { className: [`language-${name}`] }, [{ type: 'text', value: textBelow(pre) }]),
    ]),
  ];
}

/** Space for a layout, a picture that counts readers, a line break that stands for none. */
function noise(node: Element, parent: Holder): ElementContent[] | undefined {
  if (node.tagName === 'br' && hasClass(node, 'Apple-interchange-newline')) return [];
  // Between blocks a break is the empty line of whoever wrote the page.
  if (node.tagName === 'br') {
    const isBetween = parent.children.some(
      (child) => child.type === 'element' && /^(?:p|h[1-6]|ul|ol|table|div)$/.test(child.tagName),
    );
    return isBetween ? [] : undefined;
  }
  if (node.tagName === 'img') {
    const size = [textProperty(node, 'width'), textProperty(node, 'height')];
    const source = textProperty(node, 'src') ?? '';
    return size.every((each) => each === '0' || each === '1') || /^(?:file:|cid:|about:|$)/i.test(source)
      ? []
      : undefined;
  }
  const href = textProperty(node, 'href');
  if (node.tagName === 'a' && (href === null || /^\s*(?:javascript|vbscript|data):/i.test(href))) return node.children;
  if (
    node.tagName === 'p' &&
    isBlank(textBelow(node)) &&
    [...elementsOf(node)].every(({ tagName }) => !/^(?:img|input|code)$/.test(tagName))
  )
    return [];
  return undefined;
}

/** Formulas, while what is drawn around them is still told apart by its classes. */
export function readFormulas(root: Holder): void {
  rewrite(root, formula);
}

/** What other programs write for their own blocks, made into what every reader of HTML knows. */
export function readDialects(root: Holder): void {
  rewrite(root, (node) => callout(node) ?? taskItem(node) ?? codeWithBar(node) ?? code(node) ?? nestLists(node));
  rewrite(root, noise);
  rewrite(root, tightItem);
}
