import { expect, test } from 'vitest';
import { hideOutside, type Run } from './near-blocks.ts';

/** The children, of so many, that the rule hides: read from its selectors as a browser does. */
function hidden(runs: readonly Run[], count: number): number[] {
  const css = hideOutside('.body', runs);
  const rules = [...css.matchAll(/:nth-child\(n \+ (\d+)\)(?::nth-child\(-n \+ (\d+)\))?/g)];
  return Array.from({ length: count }, (_, at) => at + 1).filter((child) =>
    rules.some(([, first, last]) => child >= Number(first) && child <= Number(last ?? count)),
  );
}

test('what lies outside of all runs is hidden, and nothing else', () => {
  const cases: Run[][] = [
    [],
    [[1, 4]],
    [[3, 5]],
    [
      [8, 9],
      [2, 3],
    ],
    [
      [2, 6],
      [4, 8],
    ],
    [
      [2, 3],
      [4, 5],
    ],
    [[1, 10]],
  ];
  for (const runs of cases) {
    const wanted = Array.from({ length: 10 }, (_, at) => at + 1).filter(
      (child) => !runs.some(([first, last]) => child >= first && child <= last),
    );
    expect(hidden(runs, 10)).toEqual(wanted);
  }
});

test('a printed page hides nothing', () => {
  expect(hideOutside('.body', [[1, 2]])).toMatch(/^@media screen \{ .* \}$/);
});
