import { play } from './scenario.ts';

export interface SimulationReport extends Record<string, unknown> {
  readonly seeds: number;
  readonly acknowledged: number;
  readonly updates: number;
  readonly snapshots: number;
  readonly deaths: number;
  readonly phantoms: number;
  readonly problems: readonly string[];
}

const MOST_PROBLEMS = 3;
const LAST_LINES = 60;

/** Plays the stories of so many seeds, beginning with `seed`; a seed that fails is told with the end of its story. */
export async function run({ seeds, seed }: { seeds: number; seed: number }): Promise<SimulationReport> {
  const problems: string[] = [];
  const sums = { acknowledged: 0, updates: 0, snapshots: 0, deaths: 0, phantoms: 0 };
  let played = 0;
  while (played < seeds && problems.length < MOST_PROBLEMS) {
    const outcome = await play(seed + played);
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += outcome[key];
    if (outcome.problem !== null) problems.push(await tell(seed + played, outcome.problem));
    played += 1;
  }
  return { seeds: played, ...sums, problems };
}

/** The same again, listened to. */
async function tell(seed: number, problem: string): Promise<string> {
  const { trace, problem: again } = await play(seed, undefined, true);
  const heading = `SEED=${seed}: ${problem}`;
  const [first] = problem.split('\n');
  const lines = again?.split('\n')[0] === first ? trace.slice(-LAST_LINES) : [`another time it was: ${again}`];
  return [heading, ...lines].join('\n');
}
