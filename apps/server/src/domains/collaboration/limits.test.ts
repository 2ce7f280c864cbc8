import { expect, test } from 'vitest';
import { chosenRelayLimits } from './limits.ts';

test('an operator sets bounds by name; a wrong name is told with those that there are', () => {
  expect(chosenRelayLimits(null)).toEqual({});
  expect(chosenRelayLimits('frameBytes=1000, socketsPerPerson = 5')).toEqual({ frameBytes: 1000, socketsPerPerson: 5 });
  expect(() => chosenRelayLimits('frames=3')).toThrow(
    /MATERI_RELAY_LIMITS: there is no limit named frames.*frameBytes/,
  );
  // More than one number: not to be set in this way.
  expect(() => chosenRelayLimits('presence=3')).toThrow(/no limit named presence/);
});
