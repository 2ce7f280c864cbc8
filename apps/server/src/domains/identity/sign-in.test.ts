import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf, openTestHouse, OWNER, PASSWORD, type TestHouse } from './test-house.ts';

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse();
  await house.identity.setup.createOwner(OWNER);
});
afterEach(() => house.close());

const refresh = (cookie: string | undefined, headers: Record<string, string> = { 'x-materi-request': '1' }) =>
  house.send('POST', '/api/v1/auth/refresh', { headers: { cookie: `materi_refresh=${cookie}`, ...headers } });

test('an unknown address and a wrong password get the very same answer', async () => {
  const unknown = await house.signIn('nobody@example.org', 'wrong password');
  const wrong = await house.signIn(OWNER.email, 'wrong password');
  expect(unknown.status).toBe(401);
  expect(unknown.body).toEqual(wrong.body);
  expect(unknown.body['code']).toBe('auth.wrong_credentials');
  expect(Object.keys(unknown.headers).toSorted()).toEqual(Object.keys(wrong.headers).toSorted());
});

test('unknown addresses are slowed down like known ones', async () => {
  for (const email of [OWNER.email, 'nobody@example.org']) {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) statuses.push((await house.signIn(email, 'wrong')).status);
    expect(statuses, email).toEqual([401, 401, 401, 401, 401, 429]);
  }
});

test('after many failures even the right password must wait, as long as Retry-After says', async () => {
  for (let attempt = 0; attempt < 5; attempt += 1) await house.signIn(OWNER.email, 'wrong');
  const refused = await house.signIn(OWNER.email);
  expect(refused).toMatchObject({ status: 429, body: { code: 'auth.too_many_attempts' } });
  house.wait(Number(refused.headers['retry-after']));
  expect((await house.signIn(OWNER.email)).status).toBe(200);
  // A success forgives the failures before it.
  for (let attempt = 0; attempt < 4; attempt += 1) {
    expect((await house.signIn(OWNER.email, 'wrong')).status).toBe(401);
  }
  expect((await house.signIn(OWNER.email)).status).toBe(200);
});

test('guesses that arrive all at once do not slip through', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => house.signIn(OWNER.email, 'wrong')));
  expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
});

test('guesses from many addresses slow the account, but for a minute at most', async () => {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    await house.signIn(OWNER.email, 'wrong', `198.51.100.${attempt}`);
    house.wait(61);
  }
  await house.signIn(OWNER.email, 'wrong', '198.51.100.200');
  const refused = await house.signIn(OWNER.email, PASSWORD, '203.0.113.5');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
});

test('an access token names person, session, issuer and audience, and lasts 15 minutes', async () => {
  const answer = await house.signIn(' ADA@example.org ');
  const claims = decodeJwt(String(answer.body['accessToken']));
  expect(claims).toMatchObject({ iss: 'http://materi.test', aud: 'materi' });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
  expect(answer.body['expiresIn']).toBe(900);

  const token = String(answer.body['accessToken']);
  expect((await house.send('GET', '/api/v1/me', { token })).status).toBe(200);
  house.wait(901);
  const late = await house.send('GET', '/api/v1/me', { token });
  expect(late).toMatchObject({ status: 401, body: { code: 'auth.token_expired' } });
});

test('a token with a changed signature, without one, or of another issuer is refused', async () => {
  const token = await house.tokenOf(OWNER.email);
  const [head, body, signature] = token.split('.');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
  const forged = `${head}.${body}.${signature?.startsWith('A') ? 'B' : 'A'}${signature?.slice(1)}`;
  for (const bad of [none, forged, 'nonsense', `${token}.x`]) {
    expect(await codeOf(house.identity.authentication.authenticate(bad))).toBe('auth.invalid_token');
  }
});

test('the published key checks the tokens and holds nothing private', async () => {
  await house.tokenOf(OWNER.email);
  const { body } = await house.send('GET', '/.well-known/jwks.json');
  const [key] = body['keys'] as Record<string, string>[];
  expect(Object.keys(key ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

test('a refresh token works once; its use much later ends the session for thief and owner', async () => {
  const first = await house.signIn(OWNER.email);
  const second = await refresh(first.cookies['materi_refresh']);
  expect(second.status).toBe(200);
  house.wait(31);
  const stolen = await refresh(first.cookies['materi_refresh']);
  expect(stolen).toMatchObject({ status: 401, body: { code: 'auth.session_ended' } });
  expect(stolen.cookies).toEqual({ materi_refresh: '', materi_session: '' });
  expect((await refresh(second.cookies['materi_refresh'])).status).toBe(401);
  const token = String(second.body['accessToken']);
  expect((await house.send('GET', '/api/v1/me', { token })).status).toBe(401);
  expect(house.changes).toContainEqual(expect.objectContaining({ sessionId: decodeJwt(token)['sid'] }));
});

test('two tabs that refresh at once both stay signed in, whichever cookie wins', async () => {
  const first = await house.signIn(OWNER.email);
  const [one, other] = await Promise.all([
    refresh(first.cookies['materi_refresh']),
    refresh(first.cookies['materi_refresh']),
  ]);
  expect([one.status, other.status]).toEqual([200, 200]);
  expect(one.cookies['materi_refresh']).toBe(other.cookies['materi_refresh']);
  house.wait(600);
  expect((await refresh(other.cookies['materi_refresh'])).status).toBe(200);
});

test('within the grace only the token just before the present one is forgiven', async () => {
  const first = await house.signIn(OWNER.email);
  const second = await refresh(first.cookies['materi_refresh']);
  await refresh(second.cookies['materi_refresh']);
  expect((await refresh(first.cookies['materi_refresh'])).status).toBe(401);
});

test('a session that was not refreshed for 30 days has ended', async () => {
  const first = await house.signIn(OWNER.email);
  house.wait(30 * 24 * 60 * 60 + 1);
  expect((await refresh(first.cookies['materi_refresh'])).body['code']).toBe('auth.session_ended');
});

test('signing out ends the session at once and takes the cookies away', async () => {
  const { body, cookies } = await house.signIn(OWNER.email);
  const token = String(body['accessToken']);
  expect((await house.send('GET', '/api/v1/me', { token })).status).toBe(200);
  const principal = await house.identity.authentication.authenticate(token);
  const out = await house.send('POST', '/api/v1/auth/sign-out', {
    headers: { cookie: `materi_refresh=${cookies['materi_refresh']}`, 'x-materi-request': '1' },
  });
  expect(out.status).toBe(204);
  expect(out.cookies).toEqual({ materi_refresh: '', materi_session: '' });
  expect((await house.send('GET', '/api/v1/me', { token })).body['code']).toBe('auth.session_ended');
  expect(await house.identity.authentication.isStillGood(principal)).toBe(false);
  expect((await house.send('POST', '/api/v1/auth/sign-out')).status).toBe(204);
});

test('a cookie that changes something needs the header and our own origin', async () => {
  const { cookies } = await house.signIn(OWNER.email);
  const cookie = `materi_session=${cookies['materi_session']}`;
  const create = (headers: Record<string, string>) =>
    house.send('POST', '/api/v1/workspaces', { body: { name: 'W' }, headers: { cookie, ...headers } });
  const marker = { 'x-materi-request': '1' };
  expect((await create({})).body['code']).toBe('auth.csrf');
  expect((await create({ ...marker, origin: 'http://evil.test' })).body['code']).toBe('auth.csrf');
  expect((await create({ ...marker, origin: 'null' })).body['code']).toBe('auth.csrf');
  expect((await create({ ...marker, origin: 'http://materi.test' })).status).toBe(201);
  // Reached by another name on the local network, origin and host still agree.
  expect((await create({ ...marker, origin: 'http://10.0.0.2:8080', host: '10.0.0.2:8080' })).status).toBe(201);
  expect((await house.send('GET', '/api/v1/me', { headers: { cookie } })).status).toBe(200);
  expect((await refresh(cookies['materi_refresh'], {})).body['code']).toBe('auth.csrf');
});

test('cookies are kept from scripts and other sites, and from plain http when people come by https', async () => {
  const plain = (await house.signIn(OWNER.email)).headers['set-cookie'] as string[];
  expect(plain).toHaveLength(2);
  for (const cookie of plain) expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  expect(plain[1]).toContain('Path=/api/v1/auth;');
  const safe = await openTestHouse('https://materi.test');
  await safe.identity.setup.createOwner(OWNER);
  const secure = (await safe.signIn(OWNER.email)).headers['set-cookie'] as string[];
  await safe.close();
  for (const cookie of secure) expect(cookie).toContain('; Secure');
});

test('a socket is authenticated by ?token=, or by the cookie of a page that is ours', async () => {
  const { body, cookies } = await house.signIn(OWNER.email);
  const upgrade = (url: string, headers: Record<string, string>) =>
    house.identity.authentication.authenticateUpgrade({ url, headers: { host: 'materi.test', ...headers } });
  const cookie = `materi_session=${cookies['materi_session']}`;
  expect(await upgrade(`/collab/x?token=${String(body['accessToken'])}`, {})).toMatchObject({ name: 'Ada' });
  expect(await upgrade('/collab/x', { cookie, origin: 'http://materi.test' })).toMatchObject({ name: 'Ada' });
  expect(await codeOf(upgrade('/collab/x', { cookie, origin: 'http://materi.test:81' }))).toBe('auth.csrf');
  expect(await codeOf(upgrade('/collab/x', {}))).toBe('auth.required');
});
