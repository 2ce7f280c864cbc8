import { defineConfig } from 'vitest/config';

const slow = { testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      // Beside the code; the server's run on a real database.
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/server/src/**/*.test.ts',
            'apps/web/src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // Across domains, on a whole server.
      { test: { name: 'stories', include: ['apps/server/test/**/*.test.ts'], ...slow } },
      // In a real browser. A second try is named and counted by `scripts/test.ts` (decision 0028).
      { test: { name: 'browser', include: ['apps/web/test/**/*.test.ts'], retry: 1, ...slow } },
    ],
  },
});
