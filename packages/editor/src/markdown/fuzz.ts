import { bodyToHtml, htmlToBody } from '../html/index.ts';
import { bodyToMarkdown, markdownToBody } from './index.ts';

export interface FuzzOptions {
  /** How many inputs to try. */
  files: number;
  /** Equal seeds try equal inputs. */
  seed: number;
  /** Markdown to mutate; a small text of everything by default. */
  samples?: readonly string[];
}

export interface FuzzReport {
  files: number;
  bytes: number;
  slowestMs: number;
  /** Inputs that threw, with what they threw. */
  failures: { input: string; error: string }[];
}

const SAMPLE = `---
title: Plan
tags: [a, b]
---

# One *two* **three** ~~four~~ \`five\`

A [link](https://a.example "title") and ![picture](p.png) and <b>html</b> and $x^2$ and [[Page|label]][^1].

- a
  1. b
     > c
- [x] d

| x | y |
| :- | -: |
| 1 | \\| |

\`\`\`js
let a = 1;
\`\`\`

$$
E = mc^2
$$

<details>
raw
</details>

[^1]: A note.
`;

const SPLINTERS = [
  '`',
  '``',
  '*',
  '**',
  '_',
  '~~',
  '[',
  ']',
  '](',
  '![',
  '[[',
  ']]',
  '[^',
  '$',
  '$$',
  '<',
  '</',
  '<!--',
  '&#x0;',
  '\\',
  '\n',
  '\n\n',
  '\t',
  '    ',
  '> ',
  '- ',
  '1. ',
  '- [ ] ',
  '|',
  '---\n',
  '\0',
  '\ud800',
  '\udc00',
  '\u202e',
  '\ufeff',
  '\r',
  '=',
  '#',
  '<script>',
  '==',
  '<details>\n<summary>',
  '</summary>\n\n',
  '</details>\n\n',
  '<!-- columns -->\n\n',
  '<!-- column -->\n\n',
  '<!-- /columns -->\n\n',
  '> [!NOTE]\n> ',
  '<table><tr><td colspan="2">',
  '<mark>',
  '<!-- bookmark {',
  'http://',
];

/** Random numbers that depend on the seed alone (mulberry32). */
function createRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) % Math.max(limit, 1);
  };
}

function randomBytes(random: (limit: number) => number): string {
  const bytes = Uint8Array.from({ length: random(4000) }, () => random(256));
  return new TextDecoder().decode(bytes);
}

function mutated(samples: readonly string[], random: (limit: number) => number): string {
  let text = samples[random(samples.length)] ?? SAMPLE;
  for (let count = random(40); count >= 0; count--) {
    const at = random(text.length + 1);
    const splinter = SPLINTERS[random(SPLINTERS.length)] ?? '';
    switch (random(5)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + random(30));
        break;
      case 1:
        text = text.slice(0, at) + splinter.repeat(random(60)) + text.slice(at);
        break;
      case 2: {
        const from = random(text.length);
        text = text.slice(0, at) + text.slice(from, from + random(200)) + text.slice(at);
        break;
      }
      default:
        text = text.slice(0, at) + splinter + text.slice(at);
    }
  }
  return text.slice(0, 200_000);
}

/** Reads and writes random and mutated Markdown and HTML; whatever throws is in the report. */
export function run({ files, seed, samples = [SAMPLE] }: FuzzOptions): FuzzReport {
  const random = createRandom(seed);
  const report: FuzzReport = { files, bytes: 0, slowestMs: 0, failures: [] };
  for (let file = 0; file < files; file++) {
    const input = random(4) === 0 ? randomBytes(random) : mutated(samples, random);
    report.bytes += input.length;
    const start = performance.now();
    try {
      const { body, properties } = markdownToBody(input, { wikiLink: () => null });
      const written = bodyToMarkdown(body, { properties });
      markdownToBody(written);
      htmlToBody(input);
      bodyToHtml(body);
    } catch (error) {
      report.failures.push({ input, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    report.slowestMs = Math.max(report.slowestMs, performance.now() - start);
  }
  return report;
}
