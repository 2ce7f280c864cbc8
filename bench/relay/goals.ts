interface Goal {
  readonly text: string;
  /** Whether it is about the better of the peers. */
  readonly compares: boolean;
  isHeld(own: number, best: number): boolean;
}

/** A row of the table. */
export interface Measure {
  /** The name under which the parts note it. */
  readonly name: string;
  readonly unit: string;
  readonly better: 'less' | 'more';
  /** What is to be reached; `null` where nothing is promised. */
  readonly goal: Goal | null;
}

const ahead = { text: 'ahead of both', compares: true };
const less = { ...ahead, isHeld: (own: number, best: number) => own < best };
const more = { ...ahead, isHeld: (own: number, best: number) => own > best };
const atMost = (limit: number, unit: string) => ({
  text: `≤ ${limit} ${unit}`.trim(),
  compares: false,
  isHeld: (own: number) => own <= limit,
});

const measure = (
  name: string,
  unit: string,
  goal: Measure['goal'] = null,
  better: Measure['better'] = 'less',
): Measure => ({ name, unit, better, goal });

const SITUATIONS = ['quiet', 'import', 'after an import', 'index', 'search', 'paste'];
const savedGoals = { embedded: 25, postgres: 15 };
/** Edits of ten people in one page while other things go on. */
const busy = Object.entries(savedGoals).flatMap(([database, limit]) =>
  SITUATIONS.flatMap((situation) => [
    measure(`saved on ${database}, ${situation}, p50`, 'ms'),
    measure(`saved on ${database}, ${situation}, p95`, 'ms', atMost(limit, 'ms')),
    measure(`saved on ${database}, ${situation}, longest`, 'ms'),
  ]),
);

/** Every measure in the order of the table. */
export const MEASURES: readonly Measure[] = [
  measure('1 × 50, p50', 'ms'),
  measure('1 × 50, p95', 'ms', less),
  measure('1 × 50, p99', 'ms'),
  measure('1 × 50, CPU per delivery', 'µs'),
  measure('100 × 5, p50', 'ms'),
  measure('100 × 5, p95', 'ms', less),
  measure('100 × 5, p99', 'ms'),
  measure('100 × 5, CPU per delivery', 'µs'),
  measure('1 × 1,000, p50', 'ms'),
  measure('1 × 1,000, p95', 'ms', {
    text: '≤ 0.6 × the better',
    compares: true,
    isHeld: (own, best) => own <= 0.6 * best,
  }),
  measure('1 × 1,000, p99', 'ms'),
  measure('1 × 1,000, CPU per delivery', 'µs'),
  measure('1 × 1,500 observers, p50', 'ms', atMost(18.6, 'ms (y/hub, published)')),
  measure('1 × 1,500 observers, p95', 'ms', atMost(34, 'ms (y/hub, published)')),
  measure('1 × 1,500 observers, p99', 'ms'),
  measure('1 × 1,500 observers, CPU per delivery', 'µs', atMost(14.4, 'µs (y/hub, published)')),
  measure('saved, 1 × 50, p50', 'ms'),
  measure('saved, 1 × 50, p95', 'ms', atMost(25, 'ms')),
  measure('saved, 100 × 5, p50', 'ms'),
  measure('saved, 100 × 5, p95', 'ms', atMost(25, 'ms')),
  measure('1,000 editors, p50', 'ms'),
  measure('1,000 editors, p95', 'ms', less),
  measure('saved, 1,000 editors, p95', 'ms', atMost(25, 'ms')),
  ...busy,
  measure('edits a second', '/s', more, 'more'),
  measure('deliveries a second', '/s', null, 'more'),
  measure('CPU per delivered edit', 'µs', atMost(0.7, 'µs')),
  measure('presence, share of a core', '%', atMost(25, '%')),
  measure('presence, p95', 'ms'),
  measure('presence, deliveries a second', '/s', null, 'more'),
  measure('presence, cursors never shown where they are', ''),
  measure('join, warm', 'ms', atMost(5, 'ms')),
  measure('join, cold', 'ms', atMost(100, 'ms')),
  measure('50 joins at once', 'ms', atMost(300, 'ms')),
  measure('150 joins of 4 MB at once', 'ms', atMost(6_700, 'ms (y/hub, published)')),
  measure('memory per open document', 'MB', atMost(2, 'MB')),
  measure('memory with one open document', 'MB'),
  measure('lost after a kill', '', atMost(0, '')),
  measure('tries', '', null, 'more'),
  measure('idle sockets', '', null, 'more'),
  measure('idle, memory of a socket', 'kB'),
  measure('idle, share of a core', '%'),
];
