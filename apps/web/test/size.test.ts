import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LIMIT_BEFORE_EDITOR, measureSizes } from '../scripts/size.ts';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

describe.skipIf(!existsSync(join(DIST, 'index.html')))('the built app', () => {
  test('holds back what the first screens do not need', () => {
    const { beforeEditor, first, signIn } = measureSizes(DIST);
    expect(beforeEditor).toBeLessThanOrEqual(LIMIT_BEFORE_EDITOR);
    expect(first).toBeLessThan(beforeEditor);
    expect(signIn).toBeLessThan(LIMIT_BEFORE_EDITOR);
  });

  test('is kept on the device with every part that comes later', () => {
    const list = readFileSync(join(DIST, 'service-worker.js'), 'utf8');
    const parts = readdirSync(join(DIST, 'assets')).filter((name) => /\.(js|css)$/.test(name));
    expect(parts.length).toBeGreaterThan(20);
    expect(parts.filter((name) => !list.includes(`/assets/${name}`))).toEqual([]);
  });
});
