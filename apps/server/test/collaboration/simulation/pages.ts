import * as Y from 'yjs';
import type { SeededRandom } from '../../support/seeded-random.ts';

const BODY = 'default';
const WORDS = ['lorem ', 'ipsum ', 'dolor ', 'ünïcödé ', '日本 ', 'a', '\n'];

export function pageOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

/** What people see. */
export const shown = (doc: Y.Doc): string => doc.getXmlFragment(BODY).toString();

/** In what two pages differ; `null` when they show the same and know the same. */
export function difference(left: Y.Doc, right: Y.Doc): string | null {
  const [one, other] = [Y.snapshot(left).sv, Y.snapshot(right).sv];
  for (const client of new Set([...one.keys(), ...other.keys()])) {
    const clocks = [one.get(client) ?? 0, other.get(client) ?? 0];
    if (clocks[0] !== clocks[1]) return `of ${client} one knows ${clocks[0]} and the other ${clocks[1]}`;
  }
  return shown(left) === shown(right) ? null : `one shows ${shown(left)} and the other ${shown(right)}`;
}

/** Whether `page` holds an edit that `other` does not. */
export function knowsMore(page: Y.Doc, other: Y.Doc): boolean {
  const [ours, theirs] = [Y.snapshot(page), Y.snapshot(other)];
  if ([...ours.sv].some(([client, clock]) => clock > (theirs.sv.get(client) ?? 0))) return true;
  return !Y.equalDeleteSets(Y.mergeDeleteSets([ours.ds, theirs.ds]), theirs.ds);
}

/** One random change, as an editor would make it; `large` is how long a large paste is. */
export function editAtRandom(doc: Y.Doc, chance: SeededRandom, large: number): void {
  const fragment = doc.getXmlFragment(BODY);
  const paragraphs = fragment
    .toArray()
    .filter((block): block is Y.XmlElement => block instanceof Y.XmlElement && block.length > 0);
  const paragraph = paragraphs.length === 0 ? undefined : chance.pick(paragraphs);
  const text = paragraph?.get(0);
  const choice = chance.below(20);
  doc.transact(() => {
    if (!(text instanceof Y.XmlText) || choice < 2) {
      const block = new Y.XmlElement('paragraph');
      fragment.insert(chance.below(fragment.length + 1), [block]);
      block.setAttribute('id', `b${chance.below(1_000_000)}`);
      block.insert(0, [new Y.XmlText(chance.pick(WORDS))]);
    } else if (choice === 2 && fragment.length > 3) {
      fragment.delete(chance.below(fragment.length), 1);
    } else if (choice < 7 && text.length > 0) {
      const at = chance.below(text.length);
      text.delete(at, 1 + chance.below(Math.min(5, text.length - at)));
    } else if (choice < 10 && text.length > 0) {
      const at = chance.below(text.length);
      text.format(at, 1 + chance.below(text.length - at), { [chance.pick(['bold', 'italic'])]: chance.maybe({}) });
    } else if (choice === 10) {
      text.insert(chance.below(text.length + 1), 'pasted '.repeat(1 + chance.below(large)));
    } else {
      text.insert(chance.below(text.length + 1), chance.pick(WORDS));
    }
  });
}
