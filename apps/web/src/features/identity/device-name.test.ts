import { expect, test } from 'vitest';
import { deviceName } from './device-name.ts';

test('browsers are called by their names, also those that name others', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  expect(deviceName(chrome)).toBe('Chrome on Linux');
  expect(deviceName(`${chrome.replace('X11; Linux x86_64', 'Windows NT 10.0; Win64; x64')} Edg/140.0`)).toBe(
    'Edge on Windows',
  );
  expect(deviceName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:142.0) Gecko/20100101 Firefox/142.0')).toBe(
    'Firefox on macOS',
  );
  expect(
    deviceName(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('Safari on iPhone');
});

test('other programs keep the name that they give', () => {
  expect(deviceName('curl/8.14.1')).toBe('curl/8.14.1');
  expect(deviceName('')).toBe('');
});
