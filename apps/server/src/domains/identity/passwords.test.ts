import { expect, test } from 'vitest';
import { createPasswords } from './passwords.ts';
import { codeOf } from './test-house.ts';

test('a password is told from another, however its letters were composed', async () => {
  const passwords = createPasswords();
  const hash = await passwords.hash('caf\u00e9 au lait');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.verify('cafe\u0301 au lait', hash)).toBe(true);
  expect(await passwords.verify('cafe au lait', hash)).toBe(false);
  expect(await passwords.verify('no such person', undefined)).toBe(false);
});

test('a flood of passwords is turned away instead of filling the memory, and the rest is served', async () => {
  const passwords = createPasswords();
  const outcomes = await Promise.all(Array.from({ length: 110 }, () => codeOf(passwords.hash('flood'))));
  expect(outcomes.filter((code) => code === 'no failure')).toHaveLength(102);
  expect(outcomes.filter((code) => code === 'auth.busy')).toHaveLength(8);
  expect(await codeOf(passwords.hash('afterwards'))).toBe('no failure');
});
