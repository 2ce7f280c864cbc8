import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startRelay, until, type TestRelay } from './relay.ts';

let relay: TestRelay;
beforeEach(async () => {
  relay = await startRelay({ limits: { settleMs: 20 } });
});
afterEach(() => relay.stop());

const idsOf = (doc: Y.Doc): unknown[] =>
  doc
    .getXmlFragment('default')
    .toArray()
    .map((block) => (block as Y.XmlElement).getAttribute('id'));

test('R29 blocks from programs that set no ids, or one twice, get theirs, and everyone in the room hears of it', async () => {
  const page = relay.page();
  const program = await relay.client(page, relay.person('editor').token);
  await until('the program is synced', () => program.synced);
  program.doc.transact(() => {
    const blocks = [undefined, 'same', 'same'].map((id) => {
      const block = new Y.XmlElement('paragraph');
      if (id !== undefined) block.setAttribute('id', id);
      block.insert(0, [new Y.XmlText('words')]);
      return block;
    });
    program.doc.getXmlFragment('default').insert(0, blocks);
  });
  await until('every block has an id of its own', () => {
    const ids = idsOf(program.doc);
    return ids.length === 3 && ids.every((id) => typeof id === 'string') && new Set(ids).size === 3;
  });
  const ids = idsOf(program.doc);
  expect(ids[1]).toBe('same');
  await relay.restart();
  const reader = await relay.client(page, relay.person('viewer').token);
  await until(
    'a reader sees the same ids after a restart',
    () => JSON.stringify(idsOf(reader.doc)) === JSON.stringify(ids),
  );
  expect(relay.logged).toEqual([]);
});
