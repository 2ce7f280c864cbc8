import { expect, test } from 'vitest';
import { createSavedLedger } from './ledger.ts';

test('a change is pending until a message that covers it is acknowledged', () => {
  const ledger = createSavedLedger(0);
  ledger.startConnection();
  ledger.recordSent(0);
  ledger.recordChange();
  expect(ledger.acknowledge(1)).toBe(false);
  expect(ledger.pendingChanges).toBe(1);
  ledger.recordSent(1);
  expect(ledger.acknowledge(2)).toBe(true);
  expect(ledger.pendingChanges).toBe(0);
});

test('one acknowledgement may speak for several messages', () => {
  const ledger = createSavedLedger(0);
  ledger.startConnection();
  for (let clock = 1; clock <= 5; clock += 1) {
    ledger.recordChange();
    ledger.recordSent(clock);
  }
  ledger.acknowledge(3);
  expect(ledger.savedChange).toBe(3);
  expect(ledger.savedClock).toBe(3);
  ledger.acknowledge(5);
  expect(ledger.pendingChanges).toBe(0);
});

test('a count from before a reconnection proves nothing about the new connection', () => {
  const ledger = createSavedLedger(0);
  ledger.startConnection();
  ledger.recordChange();
  ledger.recordSent(1);
  ledger.startConnection();
  ledger.recordChange();
  expect(ledger.acknowledge(1)).toBe(false);
  expect(ledger.pendingChanges).toBe(2);
  ledger.recordSent(2);
  ledger.acknowledge(1);
  expect(ledger.pendingChanges).toBe(0);
});

test('a count larger than what was sent saves nothing that was not sent', () => {
  const ledger = createSavedLedger(0);
  ledger.startConnection();
  ledger.recordChange();
  ledger.recordSent(1);
  ledger.acknowledge(9);
  ledger.recordChange();
  expect(ledger.pendingChanges).toBe(1);
});

test('changes of an earlier visit stay pending until the first message is acknowledged', () => {
  const ledger = createSavedLedger(12);
  ledger.startConnection();
  expect(ledger.pendingChanges).toBe(12);
  ledger.recordSent(0);
  ledger.acknowledge(1);
  expect(ledger.pendingChanges).toBe(0);
});
