/** Pandoc's native text format, read without knowing what its constructors mean. */
export type NativeValue =
  | { readonly kind: 'node'; readonly name: string; readonly args: readonly NativeValue[] }
  | { readonly kind: 'list'; readonly items: readonly NativeValue[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number };

type Token =
  | { readonly sign: string }
  | { readonly text: string }
  | { readonly value: number }
  | { readonly name: string };

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', "'": "'" };

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|([[\](),])|"((?:[^"\\]|\\[\s\S])*)"|(-?\d+(?:\.\d+)?(?:e-?\d+)?)|([A-Za-z][\w']*)/gy;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const [, sign, text, value, name] = match;
    if (sign !== undefined) tokens.push({ sign });
    else if (text !== undefined) {
      const plain = text
        .replaceAll('\\&', '')
        .replaceAll(/\\(\d+)/g, (_whole, code: string) => String.fromCodePoint(Number(code)))
        .replaceAll(/\\([ntr"'\\])/g, (_whole, letter: string) => ESCAPES[letter] ?? letter);
      tokens.push({ text: plain });
    } else if (value !== undefined) tokens.push({ value: Number(value) });
    else if (name !== undefined) tokens.push({ name });
    if (pattern.lastIndex === source.length) break;
  }
  return tokens;
}

export function parseNative(source: string): NativeValue {
  const tokens = tokensOf(source.trim());
  let at = 0;
  const isSign = (sign: string) => {
    const token = tokens[at];
    return token !== undefined && 'sign' in token && token.sign === sign;
  };
  function series(end: string): NativeValue[] {
    const items: NativeValue[] = [];
    at += 1;
    while (!isSign(end)) {
      if (at >= tokens.length) throw new Error(`The native tree ends before “${end}”.`);
      items.push(value());
      if (isSign(',')) at += 1;
    }
    at += 1;
    return items;
  }
  function atom(): NativeValue | null {
    const token = tokens[at];
    if (token === undefined) return null;
    if (isSign('[')) return { kind: 'list', items: series(']') };
    if (isSign('(')) {
      const items = series(')');
      return items.length === 1 ? (items[0] as NativeValue) : { kind: 'list', items };
    }
    if ('sign' in token) return null;
    at += 1;
    if ('text' in token) return { kind: 'text', text: token.text };
    if ('value' in token) return { kind: 'number', value: token.value };
    return { kind: 'node', name: token.name, args: [] };
  }
  function value(): NativeValue {
    const first = atom();
    if (first === null) throw new Error(`The native tree has a fault at token ${at}.`);
    if (first.kind !== 'node') return first;
    const args: NativeValue[] = [];
    for (let next = atom(); next !== null; next = atom()) args.push(next);
    return { ...first, args };
  }
  return value();
}
