import { afterEach, beforeEach, test } from 'vitest';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { startRelay, until, type TestRelay } from './relay.ts';

let relay: TestRelay;
beforeEach(async () => {
  relay = await startRelay();
});
afterEach(() => relay.stop());

test('R1 two unmodified y-websocket providers converge, and what they typed is there after a restart', async () => {
  const page = relay.page();
  const open = (token: string) => {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(relay.url, page, doc, {
      params: { token },
      WebSocketPolyfill: WebSocket,
      disableBc: true,
    });
    return { doc, provider, text: () => doc.getText('plain').toString() };
  };
  const ada = open(relay.person('editor').token);
  const ben = open(relay.person('editor').token);
  await until('both are synced', () => ada.provider.synced && ben.provider.synced);
  for (const letter of 'Hello') ada.doc.getText('plain').insert(ada.text().length, letter);
  for (const letter of ' world') ben.doc.getText('plain').insert(ben.text().length, letter);
  await until('both show the same', () => ada.text().length === 11 && ada.text() === ben.text());
  const text = ada.text();
  ada.provider.awareness.setLocalStateField('user', { name: 'Ada' });
  await until('Ben sees Ada', () => ben.provider.awareness.getStates().has(ada.doc.clientID));
  ada.provider.destroy();
  await until('Ben sees Ada leave', () => !ben.provider.awareness.getStates().has(ada.doc.clientID));
  ben.provider.destroy();
  await relay.restart();
  const cleo = open(relay.person('viewer').token);
  await until('Cleo sees the text', () => cleo.text() === text);
  cleo.provider.destroy();
});
