import type { Database } from '../../kernel/db/database.ts';
import { nearWords } from './near-words.ts';
import type { Plan } from './plan.ts';
import type { Question } from './question.ts';

/** On so few pages a word may well be a slip that somebody made there too. */
const RARE = 2;
/** So many times more pages must hold the other spelling. */
const COMMONER = 8;
/** Short words have neighbours that mean something else. */
const SHORTEST = 5;

/** The same question in a spelling that many more pages hold; `null` when each word is the likely one. */
export async function suggestionFor(
  database: Database,
  plan: Plan,
  question: Question,
  text: string,
): Promise<string | null> {
  let suggested = text;
  for (const group of plan.groups) {
    const word = question.words.find(({ key }) => key === group.word);
    if (word === undefined || word === question.unfinished || word.unspaced) continue;
    if (word.key.length < SHORTEST || group.documents > RARE) continue;
    const [other] = await nearWords(database, plan.number, word.key, 1);
    if (other === undefined || other.documents < COMMONER * Math.max(1, group.documents)) continue;
    const typed = word.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    suggested = suggested.replace(new RegExp(`(?<![\\p{L}\\p{N}])${typed}(?![\\p{L}\\p{N}])`, 'iu'), () => other.word);
  }
  return suggested === text ? null : suggested.trim();
}
