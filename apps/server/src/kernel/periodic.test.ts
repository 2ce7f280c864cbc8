import { expect, test, vi } from 'vitest';
import { createPeriodic } from './periodic.ts';

test('it runs again and again, survives a failure, and never runs after the stop', async () => {
  vi.useFakeTimers();
  try {
    let runs = 0;
    const failures: unknown[] = [];
    const part = createPeriodic({
      name: 'sample',
      everyMs: 1000,
      run: async () => {
        runs += 1;
        if (runs === 2) throw new Error('once');
      },
      failed: (error) => failures.push(error),
    });
    await part.start();
    expect(runs).toBe(0);
    await vi.advanceTimersByTimeAsync(3500);
    expect(runs).toBe(3);
    expect(failures).toHaveLength(1);
    await part.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});
