import type { LogRow, UpdateLog } from '../../../src/domains/collaboration/update-log.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { answerLost, diskFailed, diskFull, numberTaken } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Witness } from './witness.ts';

/** One run of the server, from its start to its death. */
export interface Life {
  alive: boolean;
}

export type Store = Pick<UpdateLog, 'load' | 'append' | 'after' | 'newestSnapshot' | 'keepSnapshot'>;
export type Snapshot = NonNullable<Awaited<ReturnType<UpdateLog['newestSnapshot']>>>;

export interface StoredPage {
  readonly rows: Map<number, LogRow>;
  readonly snapshots: Map<number, Snapshot>;
  schemaVersion: number;
}

export type Mood = 'well' | 'slow' | 'failing' | 'full';

/** A database that keeps exactly what was committed. */
export interface Disk {
  readonly pages: ReadonlyMap<string, StoredPage>;
  mood: Mood;
  /** As one run of the server reaches it. */
  storeOf(life: Life): Store;
}

/**
 * `serial`: one statement at a time, and nothing of a dead server (the embedded database).
 * Otherwise statements overtake each other, and a commit may land after its server has died.
 */
export function createDisk(needs: {
  pages: readonly string[];
  serial: boolean;
  time: VirtualTime;
  chance: SeededRandom;
  witness: Witness;
}): Disk {
  const { time, chance, witness } = needs;
  const pages = new Map<string, StoredPage>(
    needs.pages.map((id) => [id, { rows: new Map(), snapshots: new Map(), schemaVersion: 0 }]),
  );
  let freeAt = 0;

  const newest = (page: StoredPage) => page.snapshots.get(Math.max(...page.snapshots.keys())) ?? null;
  const after = (page: StoredPage, seq: number, limit: number) =>
    [...page.rows.values()]
      .filter((row) => row.seq > seq)
      .toSorted((a, b) => a.seq - b.seq)
      .slice(0, limit)
      .map((row) => ({ seq: row.seq, data: row.data.slice() }));

  function append(rows: readonly LogRow[]): void {
    // Wholly or not at all.
    if (rows.some(({ documentId, seq }) => pages.get(documentId)!.rows.has(seq))) throw numberTaken();
    for (const row of rows) {
      const page = pages.get(row.documentId)!;
      page.rows.set(row.seq, { ...row, data: row.data.slice() });
      page.schemaVersion = Math.max(page.schemaVersion, row.schemaVersion ?? 0);
    }
    witness.committed(rows);
  }

  const disk: Disk = {
    pages,
    mood: 'well',
    storeOf(life) {
      /** Takes effect at one moment and is answered at a later one. */
      function statement<Result>(writes: boolean, work: () => Result): Promise<Result> {
        const begin = needs.serial ? Math.max(freeAt, time.now()) : time.now();
        const factor = disk.mood === 'slow' ? 20 + chance.below(60) : 1;
        const effectAt = begin + (1 + chance.below(8)) * factor;
        const answerAt = effectAt + chance.below(5) * factor;
        freeAt = answerAt;
        return new Promise((resolve, reject) => {
          time.after(effectAt - time.now(), () => {
            if (!life.alive && (needs.serial || !writes || chance.below(3) > 0)) return;
            let end: () => void;
            try {
              if (writes && disk.mood === 'full') throw diskFull();
              if (disk.mood === 'failing' && chance.below(3) === 0) throw diskFailed();
              const result = work();
              const lost = disk.mood === 'failing' && chance.below(4) === 0;
              end = () => (lost ? reject(answerLost()) : resolve(result));
            } catch (error) {
              end = () => reject(error as Error);
            }
            time.after(answerAt - time.now(), () => {
              if (life.alive) end();
            });
          });
        });
      }

      const store: Store = {
        async load(documentId) {
          const page = pages.get(documentId)!;
          const first = await statement(false, () => ({ snapshot: newest(page), schemaVersion: page.schemaVersion }));
          let seq = first.snapshot?.upToSeq ?? 0;
          const updates = await statement(false, () => after(page, seq, Number.MAX_SAFE_INTEGER));
          for (const update of updates) {
            if (update.seq !== ++seq) throw new Error(`update ${seq} of document ${documentId} is missing`);
          }
          return { ...first, updates };
        },
        append: (rows) => statement(true, () => append(rows)),
        after: (documentId, seq, limit) => statement(false, () => after(pages.get(documentId)!, seq, limit)),
        newestSnapshot: (documentId) => statement(false, () => newest(pages.get(documentId)!)),
        keepSnapshot: (documentId, upToSeq, data, stateVector) =>
          statement(true, () => {
            const page = pages.get(documentId)!;
            if (!page.snapshots.has(upToSeq)) page.snapshots.set(upToSeq, { upToSeq, data, stateVector });
            for (const seq of page.snapshots.keys()) if (seq < upToSeq) page.snapshots.delete(seq);
            witness.snapshotKept(documentId, upToSeq, data);
          }),
      };
      return store;
    },
  };
  return disk;
}
