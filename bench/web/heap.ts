import type { CDPSession } from 'playwright-core';

/** Bytes on the heap of a page that are in use. */
export interface Kept {
  /** Objects, arrays, closures, strings and numbers. */
  data: number;
  /** What the browser made of the program: bytecode, machine code and what it noted while running. */
  code: number;
}

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
  nodes: number[];
}

const DATA = new Set(['object', 'array', 'closure', 'string', 'concatenated string', 'sliced string', 'number']);

/** Takes the heap apart; it collects the garbage first. Elements and other things of the browser's own are in neither part. */
export async function kept(devtools: CDPSession): Promise<Kept> {
  const pieces: string[] = [];
  const take = ({ chunk }: { chunk: string }) => pieces.push(chunk);
  devtools.on('HeapProfiler.addHeapSnapshotChunk', take);
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  devtools.off('HeapProfiler.addHeapSnapshotChunk', take);
  const { snapshot, nodes } = JSON.parse(pieces.join('')) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const type = fields.indexOf('type');
  const size = fields.indexOf('self_size');
  const sum: Kept = { data: 0, code: 0 };
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = types[0][nodes[at + type] ?? -1] ?? '';
    const bytes = nodes[at + size] ?? 0;
    if (DATA.has(kind)) sum.data += bytes;
    else if (kind === 'code' || kind === 'object shape') sum.code += bytes;
  }
  return sum;
}
