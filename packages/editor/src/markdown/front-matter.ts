import { isMap, parseDocument, stringify } from 'yaml';
import type { Attributes } from '../block-node.ts';
import { isJson } from '../yjs/text.ts';

/** Properties of a page, as front matter holds them. */
export type Properties = Attributes;

/**
 * The properties that a YAML block holds. `'invalid'` when it means to be a
 * mapping and is none that YAML accepts; null when it is no mapping at all, and
 * so was never front matter but text between two rules.
 */
export function parseFrontMatter(yaml: string): Properties | 'invalid' | null {
  const looksLikeMapping = /^[^\s#:][^:\n]*:(\s|$)/m.test(yaml);
  if (yaml.trim() === '') return {};
  const document = parseDocument(yaml, { logLevel: 'silent', schema: 'core' });
  if (document.errors.length > 0) return looksLikeMapping ? 'invalid' : null;
  if (!isMap(document.contents)) return document.contents === null ? {} : null;
  try {
    // Aliases that multiply themselves are refused by the parser's own limit, with an error.
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return isJson(value) ? (value as Properties) : 'invalid';
  } catch {
    return 'invalid';
  }
}

/** The front matter block for these properties; empty for none. */
export function formatFrontMatter(properties: Properties): string {
  if (Object.keys(properties).length === 0) return '';
  return `---\n${stringify(properties, { lineWidth: 0 })}---\n`;
}
