import { readFileSync } from 'node:fs';
import { pageReady } from '../../apps/server/src/domains/search/index-store.ts';
import { join } from 'node:path';
import { sql } from 'kysely';
import MiniSearch from 'minisearch';
import { evaluationData } from '../../apps/server/test/support/evaluation-data.ts';
import { newId } from '../../apps/server/src/kernel/ids.ts';
import { openPlace, principal, request, storeAll, workspaceId } from './place.ts';

/** The fields of each record of a Cranfield file, by their letter. */
function records(text: string): Map<string, string>[] {
  return text
    .split(/^\.I /m)
    .slice(1)
    .map((record) => {
      const fields = new Map<string, string>();
      for (const part of record.split(/^\.(?=[TABW]\s*$)/m).slice(1)) {
        fields.set(part[0]!, part.slice(1).replace(/\s+/g, ' ').trim());
      }
      return fields;
    });
}

/** nDCG of the first ten, averaged; the gain of code 1 is 4, of 2 is 3, of 3 is 2, of 4 is 1, of any other 0. */
const dcg = (gains: readonly number[]) => gains.reduce((sum, gain, at) => sum + (2 ** gain - 1) / Math.log2(at + 2), 0);

/** How well each way ranks the abstracts of Cranfield; `null` (said loudly) where the set is not to be had. */
export async function rankCranfield(kind: 'embedded' | 'postgres') {
  const folder = evaluationData('cranfield');
  if (folder === null) return null;
  const abstracts = records(readFileSync(join(folder, 'cran.all.1400'), 'utf8')).map((fields, at) => {
    const title = fields.get('T') ?? '';
    const text = fields.get('W') ?? '';
    // The text repeats the title.
    return { id: newId(), number: at + 1, title, text: text.startsWith(title) ? text.slice(title.length) : text };
  });
  const questions = records(readFileSync(join(folder, 'cran.qry'), 'utf8')).map((fields) => fields.get('W') ?? '');
  const gains = new Map<number, Map<number, number>>();
  for (const line of readFileSync(join(folder, 'cranqrel'), 'utf8').split('\n')) {
    const [question, abstract, code] = line.trim().split(/\s+/).map(Number);
    if (!question || !abstract || !code || code < 1 || code > 4) continue;
    gains.set(question, (gains.get(question) ?? new Map<number, number>()).set(abstract, 5 - code));
  }

  const place = await openPlace(kind);
  try {
    await storeAll(
      place.database,
      abstracts.map(({ id, title, text }) =>
        pageReady({
          facts: {
            id,
            workspaceId,
            parentId: null,
            title,
            icon: null,
            tags: [],
            updatedAt: new Date('2026-01-01'),
            trashed: false,
          },
          authors: [],
          body: { passages: [{ blockId: 'a', headings: [], text: text || title, isHeading: false }], has: [] },
        }),
      ),
    );
    const mini = new MiniSearch({ fields: ['title', 'text'], idField: 'id' });
    mini.addAll(abstracts);
    const numberOf = new Map(abstracts.map(({ id, number }) => [id, number]));

    const ways = {
      materi: async (question: string) =>
        (await place.search.find(principal, { ...request, q: `${question} `, limit: 10 })).items.map(
          ({ document }) => document.id,
        ),
      MiniSearch: async (question: string) =>
        mini
          .search(question, { boost: { title: 2 } })
          .slice(0, 10)
          .map(({ id }) => id as string),
      LIKE: async (question: string) => {
        const words = [...new Set(question.split(/[^a-z0-9]+/i).filter((word) => word.length > 3))];
        const hits = sql.join(
          words.map((word) => sql`(text ilike ${`%${word}%`})::integer`),
          sql` + `,
        );
        const { rows } = await sql<{ document_id: string }>`select document_id from search_passages
          order by ${hits} desc, document_id limit 10`.execute(place.database.db);
        return rows.map((row) => row.document_id);
      },
    };
    const results: { way: string; ndcg: number }[] = [];
    for (const [way, ask] of Object.entries(ways)) {
      let total = 0;
      let counted = 0;
      for (const [at, question] of questions.entries()) {
        const wanted = gains.get(at + 1);
        if (wanted === undefined) continue;
        const found = (await ask(question)).map((id) => wanted.get(numberOf.get(id)!) ?? 0);
        const best = dcg([...wanted.values()].toSorted((a, b) => b - a).slice(0, 10));
        total += dcg(found) / best;
        counted += 1;
      }
      results.push({ way, ndcg: total / counted });
    }
    return results;
  } finally {
    await place.close();
  }
}
