import { child, childrenNamed, numberOf, valueOf, type XmlElement } from './xml.ts';

interface Level {
  readonly start: number;
  readonly format: string;
  readonly text: string;
  readonly left: number | undefined;
  readonly styleId: string | undefined;
  /** A level above at whose step this one begins anew; 0 never, undefined at any. */
  readonly restart: number | undefined;
}

interface Definition {
  readonly levels: ReadonlyMap<number, Level>;
}

interface Instance {
  readonly definitionId: string;
  readonly starts: ReadonlyMap<number, number>;
  readonly levels: ReadonlyMap<number, Level>;
}

/** The place of a paragraph in a list. */
export interface Numbered {
  /** Names the list; items with the same key and level belong together. */
  readonly listKey: string;
  readonly level: number;
  readonly ordered: boolean;
  /** `1`, `a`, `A`, `i` or `I`, as HTML names the ways to count. */
  readonly type: string;
  readonly number: number;
  /** Where its text begins, in twentieths of a point, when the list tells. */
  readonly left: number | undefined;
}

/** Counts list items as Word does, in the order in which they are asked for. */
export interface Numbering {
  /** The number of the next item; `null` when there is no such list, or its items carry no mark. */
  next(numId: string, level: number): Numbered | null;
  /** The level that a list keeps for paragraphs of a style. */
  levelOfStyle(numId: string, styleId: string): number | undefined;
}

const UNORDERED = new Set(['bullet', 'none', 'custom']);
const TYPES: Readonly<Record<string, string>> = {
  lowerLetter: 'a',
  upperLetter: 'A',
  lowerRoman: 'i',
  upperRoman: 'I',
};

function readLevel(element: XmlElement): Level {
  return {
    start: numberOf(valueOf(element, 'w:start')) ?? 1,
    format: valueOf(element, 'w:numFmt') ?? 'decimal',
    text: valueOf(element, 'w:lvlText') ?? '',
    left: indentLeft(element),
    styleId: valueOf(element, 'w:pStyle'),
    restart: numberOf(valueOf(element, 'w:lvlRestart')),
  };
}

function indentLeft(element: XmlElement): number | undefined {
  const indent = child(child(element, 'w:pPr'), 'w:ind')?.attrs;
  return numberOf(indent?.['w:left'] ?? indent?.['w:start']);
}

const levelsIn = (element: XmlElement): Map<number, Level> =>
  new Map(
    childrenNamed(element, 'w:lvl').flatMap((level): [number, Level][] => {
      const at = numberOf(level.attrs['w:ilvl']);
      return at === undefined ? [] : [[at, readLevel(level)]];
    }),
  );

export function readNumbering(root: XmlElement | undefined): Numbering {
  const definitions = new Map<string, Definition>();
  /** Definitions that only name a style, whose list another definition holds. */
  const byStyle = new Map<string, string>();
  const links = new Map<string, string>();
  for (const element of childrenNamed(root, 'w:abstractNum')) {
    const id = element.attrs['w:abstractNumId'] ?? '';
    definitions.set(id, { levels: levelsIn(element) });
    const styleLink = valueOf(element, 'w:styleLink');
    if (styleLink !== undefined) byStyle.set(styleLink, id);
    const numStyleLink = valueOf(element, 'w:numStyleLink');
    if (numStyleLink !== undefined) links.set(id, numStyleLink);
  }
  const instances = new Map<string, Instance>();
  for (const element of childrenNamed(root, 'w:num')) {
    const given = valueOf(element, 'w:abstractNumId') ?? '';
    const definitionId = byStyle.get(links.get(given) ?? '') ?? given;
    const starts = new Map<number, number>();
    const levels = new Map<number, Level>();
    for (const change of childrenNamed(element, 'w:lvlOverride')) {
      const at = numberOf(change.attrs['w:ilvl']);
      if (at === undefined) continue;
      const start = numberOf(valueOf(change, 'w:startOverride'));
      if (start !== undefined) starts.set(at, start);
      const level = child(change, 'w:lvl');
      if (level !== undefined) levels.set(at, readLevel(level));
    }
    instances.set(element.attrs['w:numId'] ?? '', { definitionId, starts, levels });
  }

  /** By definition: the last number of each level. Lists of one definition go on counting, unless told to begin. */
  const counters = new Map<string, Map<number, number>>();
  const begun = new Set<string>();
  const levelAt = (instance: Instance, at: number): Level | undefined =>
    instance.levels.get(at) ?? definitions.get(instance.definitionId)?.levels.get(at);

  return {
    next(numId, at) {
      const instance = instances.get(numId);
      const level = instance && levelAt(instance, at);
      if (instance === undefined || level === undefined) return null;
      // No sign at all: the paragraph only shares the indent.
      if (level.format === 'none' && level.text.trim() === '') return null;
      const counts = counters.get(instance.definitionId) ?? new Map<number, number>();
      counters.set(instance.definitionId, counts);
      const firstHere = !begun.has(`${numId}:${at}`);
      begun.add(`${numId}:${at}`);
      const override = firstHere ? instance.starts.get(at) : undefined;
      const before = counts.get(at);
      const number = override ?? (before === undefined ? level.start : before + 1);
      counts.set(at, number);
      for (const deeper of Array.from(counts.keys())) {
        const restart = levelAt(instance, deeper)?.restart;
        if (deeper > at && restart !== 0 && (restart === undefined || at < restart)) counts.delete(deeper);
      }
      const ordered = !UNORDERED.has(level.format);
      return {
        listKey: ordered ? numId : 'bullet',
        level: at,
        ordered,
        type: TYPES[level.format] ?? '1',
        number,
        left: level.left,
      };
    },
    levelOfStyle(numId, styleId) {
      const instance = instances.get(numId);
      if (instance === undefined) return undefined;
      const levels = definitions.get(instance.definitionId)?.levels ?? new Map<number, Level>();
      for (const [at, { styleId: named }] of [...instance.levels, ...levels]) if (named === styleId) return at;
      return undefined;
    },
  };
}
