import { expect, test } from 'vitest';
import { later } from './later.ts';

test('a part is fetched once, and whoever waits is told when it is here', async () => {
  let fetched = 0;
  const part = later(async () => {
    fetched++;
    return 'dialogs';
  });
  let told = 0;
  part.subscribe(() => told++);
  expect(part.now()).toBe(null);
  expect(await Promise.all([part.load(), part.load()])).toEqual(['dialogs', 'dialogs']);
  expect([part.now(), fetched, told]).toEqual(['dialogs', 1, 1]);
});

test('a part that did not come is tried again with the next call', async () => {
  const answers = [() => Promise.reject(new Error('away')), () => Promise.resolve('dialogs')];
  const part = later(() => answers.shift()!());
  await expect(part.load()).rejects.toThrow('away');
  expect(part.now()).toBe(null);
  expect(await part.load()).toBe('dialogs');
});
