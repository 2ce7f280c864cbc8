import { afterAll, beforeAll, expect, test } from 'vitest';
import { visitPublicAddress } from '../../src/commands/public-address.ts';
import { startProxy } from '../support/proxy.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server?.stop();
});

test('the doctor visits the public address as a browser would, and says what the proxy does to it', async () => {
  const passing = await startProxy(server.url);
  const refusing = await startProxy(server.url, { upgrades: 'refuse' });
  try {
    expect(await visitPublicAddress(passing.url)).toEqual({ state: 'ok', detail: `${passing.url}, also by WebSocket` });
    const refused = await visitPublicAddress(`${refusing.url}/`);
    expect(refused.state).toBe('failed');
    expect(refused.detail).toContain('the answer is 502');
    expect(refused.detail).toContain(`${refusing.url}/diagnosis`);
  } finally {
    await Promise.all([passing.stop(), refusing.stop()]);
  }
  expect((await visitPublicAddress(passing.url)).state).toBe('warning');
});
