import { expect, test } from 'vitest';
import { wholeStatus } from './save-state.tsx';

test('a page is saved only when its body and its title are', () => {
  expect(wholeStatus({ kind: 'saved' }, 'saved')).toEqual({ kind: 'saved' });
  expect(wholeStatus({ kind: 'saved' }, 'saving')).toEqual({ kind: 'saving' });
  expect(wholeStatus({ kind: 'saving' }, 'saved')).toEqual({ kind: 'saving' });
  expect(wholeStatus(null, 'saved')).toBeNull();
});

test('a title that waits for the server counts among the changes kept on the device', () => {
  expect(wholeStatus({ kind: 'offline', pendingChanges: 11 }, 'offline')).toEqual({
    kind: 'offline',
    pendingChanges: 12,
  });
  expect(wholeStatus({ kind: 'saved' }, 'offline')).toEqual({ kind: 'offline', pendingChanges: 1 });
});

test('a failure is never covered by a saved title', () => {
  const failed = { kind: 'failed', detail: 'The disk is full.' } as const;
  expect(wholeStatus(failed, 'saving')).toBe(failed);
});
