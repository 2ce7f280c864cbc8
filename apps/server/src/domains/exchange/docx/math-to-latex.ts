import { child, childrenNamed, elementsOf, textOf, toggle, type XmlElement } from './xml.ts';

/** Signs that LaTeX writes as words. */
const SIGNS: Readonly<Record<string, string>> = {
  α: '\\alpha',
  β: '\\beta',
  γ: '\\gamma',
  δ: '\\delta',
  ε: '\\varepsilon',
  ϵ: '\\epsilon',
  ζ: '\\zeta',
  η: '\\eta',
  θ: '\\theta',
  ϑ: '\\vartheta',
  ι: '\\iota',
  κ: '\\kappa',
  λ: '\\lambda',
  μ: '\\mu',
  ν: '\\nu',
  ξ: '\\xi',
  π: '\\pi',
  ρ: '\\rho',
  σ: '\\sigma',
  ς: '\\varsigma',
  τ: '\\tau',
  υ: '\\upsilon',
  φ: '\\varphi',
  ϕ: '\\phi',
  χ: '\\chi',
  ψ: '\\psi',
  ω: '\\omega',
  Γ: '\\Gamma',
  Δ: '\\Delta',
  Θ: '\\Theta',
  Λ: '\\Lambda',
  Ξ: '\\Xi',
  Π: '\\Pi',
  Σ: '\\Sigma',
  Υ: '\\Upsilon',
  Φ: '\\Phi',
  Ψ: '\\Psi',
  Ω: '\\Omega',
  '∞': '\\infty',
  '±': '\\pm',
  '∓': '\\mp',
  '×': '\\times',
  '÷': '\\div',
  '⋅': '\\cdot',
  '·': '\\cdot',
  '∗': '\\ast',
  '∘': '\\circ',
  '≤': '\\le',
  '≥': '\\ge',
  '≠': '\\ne',
  '≈': '\\approx',
  '≡': '\\equiv',
  '∼': '\\sim',
  '≅': '\\cong',
  '∝': '\\propto',
  '∈': '\\in',
  '∉': '\\notin',
  '∋': '\\ni',
  '⊂': '\\subset',
  '⊆': '\\subseteq',
  '⊃': '\\supset',
  '⊇': '\\supseteq',
  '∪': '\\cup',
  '∩': '\\cap',
  '∅': '\\emptyset',
  '∖': '\\setminus',
  '∀': '\\forall',
  '∃': '\\exists',
  '¬': '\\neg',
  '∧': '\\wedge',
  '∨': '\\vee',
  '⊕': '\\oplus',
  '⊗': '\\otimes',
  '⊥': '\\perp',
  '∥': '\\parallel',
  '∠': '\\angle',
  '→': '\\to',
  '←': '\\leftarrow',
  '↔': '\\leftrightarrow',
  '⇒': '\\Rightarrow',
  '⇐': '\\Leftarrow',
  '⇔': '\\Leftrightarrow',
  '↦': '\\mapsto',
  '∂': '\\partial',
  '∇': '\\nabla',
  '∑': '\\sum',
  '∏': '\\prod',
  '∐': '\\coprod',
  '∫': '\\int',
  '∬': '\\iint',
  '∭': '\\iiint',
  '∮': '\\oint',
  '⋃': '\\bigcup',
  '⋂': '\\bigcap',
  '…': '\\ldots',
  '⋯': '\\cdots',
  '⋮': '\\vdots',
  '⋱': '\\ddots',
  '′': "'",
  ℏ: '\\hbar',
  ℓ: '\\ell',
  ℜ: '\\Re',
  ℑ: '\\Im',
  ℵ: '\\aleph',
  ℝ: '\\mathbb{R}',
  ℂ: '\\mathbb{C}',
  ℕ: '\\mathbb{N}',
  ℤ: '\\mathbb{Z}',
  ℚ: '\\mathbb{Q}',
  '−': '-',
  '⟨': '\\langle',
  '⟩': '\\rangle',
  '⌊': '\\lfloor',
  '⌋': '\\rfloor',
  '⌈': '\\lceil',
  '⌉': '\\rceil',
  '‖': '\\|',
  '†': '\\dagger',
  '°': '^{\\circ}',
  '\u2061': '',
  '\u2062': '',
  '\u00a0': '~',
};

const ACCENTS: Readonly<Record<string, string>> = {
  '\u0302': '\\hat',
  '\u0303': '\\tilde',
  '\u0304': '\\bar',
  '\u0305': '\\overline',
  '\u0307': '\\dot',
  '\u0308': '\\ddot',
  '\u20d7': '\\vec',
  '\u030c': '\\check',
  '\u0306': '\\breve',
  '\u0301': '\\acute',
  '\u0300': '\\grave',
};

const FUNCTIONS = new Set(
  'sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan log ln lg exp lim limsup liminf max min sup inf det dim ker deg gcd arg hom Pr'.split(
    ' ',
  ),
);

/** What LaTeX reads as a command in plain characters. */
const escaped = (text: string): string => text.replaceAll(/[#$%&_{}]/g, '\\$&').replaceAll('\\\\', '\\backslash ');

function spelled(text: string): string {
  let latex = '';
  for (const sign of text.normalize('NFKC') === text ? text : plainLetters(text)) {
    const word = SIGNS[sign];
    if (word === undefined) latex += /[#$%&_{}]/.test(sign) ? `\\${sign}` : sign === '\\' ? '\\backslash ' : sign;
    else latex += /[a-zA-Z]$/.test(word) ? `${word} ` : word;
  }
  return latex;
}

/** Letters of the mathematical alphabets as plain ones: in LaTeX they are so anyway. */
const plainLetters = (text: string): string =>
  text.replaceAll(/[\u{1d400}-\u{1d7ff}]/gu, (sign) => sign.normalize('NFKC'));

const propertyOf = (element: XmlElement, properties: string, name: string): string | undefined =>
  child(child(element, properties), name)?.attrs['m:val'];

const part = (element: XmlElement, name: string): string => latexOf(child(element, name));
const group = (latex: string): string => `{${latex.trim()}}`;

function run(element: XmlElement): string {
  const text = childrenNamed(element, 'm:t').map(textOf).join('');
  const properties = child(element, 'm:rPr');
  if (child(properties, 'm:nor') !== undefined && toggle(properties, 'm:nor') !== false) {
    return text.trim() === '' ? '\\ ' : `\\text{${escaped(text)}}`;
  }
  return FUNCTIONS.has(text.trim()) ? `\\${text.trim()} ` : spelled(text);
}

function delimited(element: XmlElement): string {
  const begin = propertyOf(element, 'm:dPr', 'm:begChr') ?? '(';
  const end = propertyOf(element, 'm:dPr', 'm:endChr') ?? ')';
  const between = propertyOf(element, 'm:dPr', 'm:sepChr') ?? '|';
  const fence = (sign: string) => (sign === '' ? '.' : /[{}]/.test(sign) ? `\\${sign}` : spelled(sign).trim());
  const inside = childrenNamed(element, 'm:e').map(latexOf).join(spelled(between));
  return `\\left${fence(begin)} ${inside.trim()} \\right${fence(end)}`;
}

function nary(element: XmlElement): string {
  const sign = spelled(propertyOf(element, 'm:naryPr', 'm:chr') ?? '∫').trim();
  const lower = part(element, 'm:sub').trim();
  const upper = part(element, 'm:sup').trim();
  const body = part(element, 'm:e').trim();
  return `${sign}${lower === '' ? '' : `_${group(lower)}`}${upper === '' ? '' : `^${group(upper)}`} ${body}`;
}

function functionApplied(element: XmlElement): string {
  const name = part(element, 'm:fName').trim();
  return `${/^[a-z]+$/i.test(name) && !FUNCTIONS.has(name) ? `\\operatorname{${name}}` : name} ${part(element, 'm:e').trim()}`;
}

const matrix = (element: XmlElement): string =>
  `\\begin{matrix} ${childrenNamed(element, 'm:mr')
    .map((row) =>
      childrenNamed(row, 'm:e')
        .map((cell) => latexOf(cell).trim())
        .join(' & '),
    )
    .join(' \\\\ ')} \\end{matrix}`;

const lines = (element: XmlElement): string =>
  `\\begin{aligned} ${childrenNamed(element, 'm:e')
    .map((line) => latexOf(line).trim())
    .join(' \\\\ ')} \\end{aligned}`;

function accented(element: XmlElement): string {
  const sign = propertyOf(element, 'm:accPr', 'm:chr') ?? '\u0302';
  return `${ACCENTS[sign] ?? '\\hat'}${group(part(element, 'm:e'))}`;
}

const barred = (element: XmlElement): string =>
  `${propertyOf(element, 'm:barPr', 'm:pos') === 'bot' ? '\\underline' : '\\overline'}${group(part(element, 'm:e'))}`;

function grouped(element: XmlElement): string {
  const top = propertyOf(element, 'm:groupChrPr', 'm:pos') === 'top';
  return `${top ? '\\overbrace' : '\\underbrace'}${group(part(element, 'm:e'))}`;
}

function fraction(element: XmlElement): string {
  const kind = propertyOf(element, 'm:fPr', 'm:type');
  const top = part(element, 'm:num');
  const bottom = part(element, 'm:den');
  if (kind === 'lin' || kind === 'skw') return `${group(top)}/${group(bottom)}`;
  return kind === 'noBar' ? `\\binom${group(top)}${group(bottom)}` : `\\frac${group(top)}${group(bottom)}`;
}

/** Deeper nesting than any formula has; its text is taken as it is. */
const MAX_DEPTH = 80;
let depth = 0;

function elementToLatex(element: XmlElement): string {
  switch (element.name) {
    case 'm:r':
      return run(element);
    case 'm:f':
      return fraction(element);
    case 'm:sSup':
      return `${group(part(element, 'm:e'))}^${group(part(element, 'm:sup'))}`;
    case 'm:sSub':
      return `${group(part(element, 'm:e'))}_${group(part(element, 'm:sub'))}`;
    case 'm:sSubSup':
      return `${group(part(element, 'm:e'))}_${group(part(element, 'm:sub'))}^${group(part(element, 'm:sup'))}`;
    case 'm:sPre':
      return `{}_${group(part(element, 'm:sub'))}^${group(part(element, 'm:sup'))}${group(part(element, 'm:e'))}`;
    case 'm:rad': {
      const degree = part(element, 'm:deg').trim();
      return `\\sqrt${degree === '' ? '' : `[${degree}]`}${group(part(element, 'm:e'))}`;
    }
    case 'm:d':
      return delimited(element);
    case 'm:nary':
      return nary(element);
    case 'm:func':
      return functionApplied(element);
    case 'm:limLow':
      return `${part(element, 'm:e').trim()}_${group(part(element, 'm:lim'))}`;
    case 'm:limUpp':
      return `${part(element, 'm:e').trim()}^${group(part(element, 'm:lim'))}`;
    case 'm:m':
      return matrix(element);
    case 'm:eqArr':
      return lines(element);
    case 'm:acc':
      return accented(element);
    case 'm:bar':
      return barred(element);
    case 'm:groupChr':
      return grouped(element);
    case 'm:borderBox':
    case 'm:box':
    case 'm:phant':
      return part(element, 'm:e');
    case 'w:r':
      return spelled(childrenNamed(element, 'w:t').map(textOf).join(''));
    default:
      return element.name.endsWith('Pr') ? '' : latexOf(element);
  }
}

/** A formula of Word as LaTeX. Everything in it that has no counterpart gives its characters. */
export function latexOf(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  if (depth >= MAX_DEPTH) return escaped(textOf(element));
  depth += 1;
  try {
    return elementsOf(element).map(elementToLatex).join('');
  } finally {
    depth -= 1;
  }
}

/** As `latexOf`, without spaces and braces that say nothing. */
export const formulaOf = (element: XmlElement): string =>
  latexOf(element)
    .replaceAll(/\{([a-zA-Z0-9])\}(?=[_^])/g, '$1')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
