import { common, createLowlight } from 'lowlight';

const lowlight = createLowlight(common);

export interface Stretch {
  from: number;
  to: number;
  classes: string;
}

type Highlighted = ReturnType<typeof lowlight.highlight>['children'][number];

export const knowsLanguage = (language: string): boolean => lowlight.registered(language);

/** The stretches of `code` that have a colour, with offsets in UTF-16 units. */
export function highlight(language: string, code: string): Stretch[] {
  const stretches: Stretch[] = [];
  let offset = 0;
  const visit = (node: Highlighted, classes: string): void => {
    if (node.type === 'text') {
      if (classes !== '') stretches.push({ from: offset, to: offset + node.value.length, classes });
      offset += node.value.length;
    } else if (node.type === 'element') {
      const own = node.properties['className'];
      const inner = [classes, ...(Array.isArray(own) ? own : [])].filter(Boolean).join(' ');
      for (const child of node.children) visit(child as Highlighted, inner);
    }
  };
  for (const child of lowlight.highlight(language, code).children) visit(child, '');
  return stretches;
}
