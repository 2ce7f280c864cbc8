import { expect, test } from 'vitest';
import type { RelayState } from '@materi/client/relay';
import { saveStatus, type WaitingFiles } from './save-status.ts';

const connected: RelayState = {
  phase: 'connected',
  loaded: true,
  pendingChanges: 0,
  readOnly: false,
  reason: null,
  detail: '',
  way: 'websocket',
};
const after = (changes: Partial<RelayState>, more: { kept?: boolean; lost?: boolean; files?: WaitingFiles } = {}) =>
  saveStatus({
    relay: { ...connected, ...changes },
    kept: more.kept ?? true,
    lost: more.lost ?? false,
    files: more.files ?? { count: 0, kept: true },
  });

test('it is saved when no change is pending, and only then', () => {
  expect(after({})).toEqual({ kind: 'saved' });
  expect(after({ pendingChanges: 1 })).toEqual({ kind: 'saving' });
});

test('a file that is not in the page yet is a change like any other', () => {
  const files = { count: 2, kept: true };
  expect(after({}, { files })).toEqual({ kind: 'saving' });
  expect(after({ phase: 'waiting', pendingChanges: 1 }, { files })).toEqual({ kind: 'offline', pendingChanges: 3 });
  expect(after({ phase: 'waiting' }, { files: { count: 1, kept: false } })).toMatchObject({ kind: 'failed' });
});

test('where no WebSocket gets through it is saved all the same, and said to be slower', () => {
  expect(after({ way: 'events' })).toEqual({ kind: 'saved', slower: true });
  expect(after({ way: 'events', pendingChanges: 1 })).toEqual({ kind: 'saving', slower: true });
});

test('while the first connection is made, pending changes are being saved', () => {
  expect(after({ phase: 'connecting', pendingChanges: 3 })).toEqual({ kind: 'saving' });
});

test('between two tries it is offline with the exact number of changes', () => {
  expect(after({ phase: 'waiting', reason: 'unreachable', pendingChanges: 12 }, { lost: true })).toEqual({
    kind: 'offline',
    pendingChanges: 12,
  });
  expect(after({ phase: 'connecting', pendingChanges: 12 }, { lost: true })).toEqual({
    kind: 'offline',
    pendingChanges: 12,
  });
});

test('offline with changes that this device could not store is a failure, never "kept"', () => {
  const status = after({ phase: 'waiting', reason: 'unreachable', pendingChanges: 2 }, { lost: true, kept: false });
  expect(status.kind).toBe('failed');
});

test('somebody who may only read is told so; with unsaved changes it is a failure', () => {
  expect(after({ readOnly: true })).toEqual({ kind: 'readonly', reason: 'access' });
  expect(after({ readOnly: true, pendingChanges: 4 }).kind).toBe('failed');
});

test('a page of a newer schema asks for a reload', () => {
  expect(after({ phase: 'stopped', reason: 'reload' })).toEqual({ kind: 'readonly', reason: 'reload' });
});

test.each(['gone', 'no-access'] as const)('changes to a page that is %s may be let go of; none need that', (reason) => {
  expect(after({ phase: 'stopped', reason, pendingChanges: 2 })).toMatchObject({ kind: 'failed', refused: true });
  expect(after({ phase: 'stopped', reason })).not.toHaveProperty('refused');
});

test.each(['gone', 'no-access', 'signed-out', 'too-large', 'malformed'] as const)(
  'a connection that stopped because of %s is a failure with a reason in words',
  (reason) => {
    const status = after({ phase: 'stopped', reason, pendingChanges: 1 });
    expect(status.kind === 'failed' && status.detail.length > 10).toBe(true);
  },
);
