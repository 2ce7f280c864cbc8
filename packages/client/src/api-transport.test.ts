import { expect, test } from 'vitest';
import { ApiError } from './api-error.ts';
import { createTransport } from './api-transport.ts';

interface Seen {
  url: string;
  init: RequestInit;
}

function serverThat(answer: (url: string, count: number) => Response) {
  const seen: Seen[] = [];
  const fake = (async (url: string, init: RequestInit) => {
    seen.push({ url, init });
    return answer(url, seen.filter((one) => one.url === url).length);
  }) as typeof fetch;
  return { seen, fetch: fake };
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const grant = { accessToken: 'fresh', expiresIn: 900 };
const notSignedIn = () => json({ type: 'about:blank', title: 'Sign in.', status: 401, code: 'auth.required' }, 401);

test('a request whose token ran out is sent again after one refresh, shared by all that wait', async () => {
  let refreshed = false;
  const server = serverThat((url) => {
    if (url.endsWith('/auth/refresh')) {
      refreshed = true;
      return json(grant);
    }
    return refreshed ? json({ ok: true }) : notSignedIn();
  });
  const transport = createTransport({ baseUrl: 'http://m', fetch: server.fetch });
  const answers = await Promise.all([transport.json('GET', '/api/v1/a'), transport.json('GET', '/api/v1/b')]);
  expect(answers).toEqual([{ ok: true }, { ok: true }]);
  expect(server.seen.filter((one) => one.url.endsWith('/auth/refresh'))).toHaveLength(1);
});

test('a session that ended says so once and gives the first answer', async () => {
  let ended = 0;
  const server = serverThat(notSignedIn);
  const transport = createTransport({ baseUrl: '', fetch: server.fetch, onSignedOut: () => ended++ });
  await expect(transport.json('GET', '/api/v1/me')).rejects.toMatchObject({ status: 401, code: 'auth.required' });
  expect(ended).toBe(1);
});

test('an unreachable server is an error of its own, not a signed-out session', async () => {
  let ended = 0;
  const transport = createTransport({
    baseUrl: '',
    fetch: (async () => {
      throw new TypeError('fetch failed');
    }) as typeof fetch,
    onSignedOut: () => ended++,
  });
  const error = await transport.json('GET', '/api/v1/me').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).isUnreachable).toBe(true);
  expect(ended).toBe(0);
});

test('faults in the input keep their places', async () => {
  const server = serverThat(() =>
    json(
      {
        type: 'about:blank',
        title: 'Wrong input.',
        status: 400,
        code: 'input.invalid',
        errors: [{ path: 'body.name', message: 'Must not be empty.' }],
      },
      400,
    ),
  );
  const transport = createTransport({ baseUrl: '', fetch: server.fetch });
  await expect(transport.json('POST', '/api/v1/workspaces', { json: {} })).rejects.toMatchObject({
    code: 'input.invalid',
    faults: [{ path: 'body.name', message: 'Must not be empty.' }],
  });
});

test('requests carry the header against forgery, and a key when there is one', async () => {
  const server = serverThat(() => json({}));
  await createTransport({ baseUrl: 'http://m', key: 'materi_x', fetch: server.fetch }).json(
    'POST',
    '/api/v1/workspaces',
    {
      query: { limit: 3, cursor: undefined },
      json: { name: 'A' },
    },
  );
  expect(server.seen[0]?.url).toBe('http://m/api/v1/workspaces?limit=3');
  expect(server.seen[0]?.init.headers).toMatchObject({ authorization: 'Bearer materi_x', 'x-materi-request': '1' });
});
