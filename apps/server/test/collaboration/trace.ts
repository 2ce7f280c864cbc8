import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';
import { bodyToText, readBody } from '@materi/editor';
import { evaluationData } from '../support/evaluation-data.ts';
import { startRelay, until } from './relay.ts';

/** The keystrokes of a text (josephg/editing-traces, CC BY 4.0): [position, deleted, inserted] in code points. */
interface Trace {
  readonly endContent: string;
  readonly txns: readonly { readonly patches: readonly (readonly [number, number, string])[] }[];
}

export interface TraceReport {
  readonly edits: number;
  /** From the first keystroke to the last acknowledgement. */
  readonly seconds: number;
  /** Whether what the server holds afterwards is exactly the published text (or, of a part, what the typist has). */
  readonly equal: boolean;
  readonly acknowledged: boolean;
  readonly snapshotBytes: number;
  readonly stateBytes: number;
  /** Most memory that the process held, the typist's own document included. */
  readonly peakMegabytes: number;
}

export type TraceName = 'automerge-paper' | 'friendsforever_flat';

/** Where the trace lies, or `null`: then whoever runs this says so loudly and skips. */
export function traceFile(name: TraceName): string | null {
  const folder = evaluationData('editing-traces');
  return folder === null ? null : `${folder}/sequential_traces/${name}.json.gz`;
}

/** Types a trace through a socket into one code block, one message a keystroke, and reads the page afterwards. */
export async function run({
  name,
  edits,
}: {
  name: TraceName;
  edits?: number;
}): Promise<TraceReport | { readonly skipped: string }> {
  const file = traceFile(name);
  if (file === null) return { skipped: `there is no trace ${name}; set MATERI_BENCH_DATA` };
  const trace = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Trace;
  const patches = trace.txns.flatMap(({ patches: ofOne }) => ofOne).slice(0, edits);
  const relay = await startRelay();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  try {
    const page = relay.page();
    const typist = await relay.client(page, relay.person('editor').token);
    await until('the typist is synced', () => typist.synced);
    const block = new Y.XmlElement('codeBlock');
    const text = new Y.XmlText();
    typist.doc.transact(() => {
      block.setAttribute('id', 'trace');
      typist.doc.getXmlFragment('default').insert(0, [block]);
      block.insert(0, [text]);
    });
    const started = performance.now();
    for (const [position, deleted, inserted] of patches) {
      // Yjs counts UTF-16 units; as long as nobody typed beyond them, that is the same.
      if (inserted.length > 1 && /[\u{10000}-\u{10ffff}]/u.test(inserted)) throw new Error('Positions would differ.');
      typist.doc.transact(() => {
        if (deleted > 0) text.delete(position, deleted);
        if (inserted !== '') text.insert(position, inserted);
      });
      if (typist.socket.bufferedAmount > 256 * 1024) {
        await until('the network takes more', () => typist.socket.bufferedAmount < 64 * 1024, 60_000);
      }
    }
    await until('everything is saved', () => typist.saved === typist.sent, 120_000);
    const seconds = (performance.now() - started) / 1000;
    const expected = edits === undefined ? trace.endContent : text.toString();
    typist.close();
    await relay.collaboration.compact(page);
    await relay.restart();
    const state = await relay.collaboration.readState(page);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    const shown = bodyToText(readBody(doc));
    const { rows } = await snapshotSizes(relay.database, page);
    return {
      edits: patches.length,
      seconds,
      equal: shown === expected,
      acknowledged: typist.saved === typist.sent,
      snapshotBytes: rows[0]?.bytes ?? 0,
      stateBytes: state.length,
      peakMegabytes: Math.round(peak / 1024 / 1024),
    };
  } finally {
    clearInterval(watch);
    await relay.stop();
  }
}

async function snapshotSizes(database: Awaited<ReturnType<typeof startRelay>>['database'], documentId: string) {
  const { sql } = await import('kysely');
  return sql<{
    bytes: number;
  }>`select length(data)::int as bytes from document_snapshots where document_id = ${documentId}`.execute(database.db);
}
