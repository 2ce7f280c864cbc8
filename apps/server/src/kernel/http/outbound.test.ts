import { createSocket } from 'node:dgram';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createOutbound, createResolve, OutboundError, type OutboundFailure } from './outbound.ts';
import { isPublicAddress } from './public-address.ts';

const PAGE = { limitBytes: 1000, beyondLimit: 'cut', accept: 'text/html' } as const;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

async function site(answer: RequestListener): Promise<{ port: number; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: (server.address() as AddressInfo).port, asked: () => asked };
}

const reasonOf = (work: Promise<unknown>): Promise<OutboundFailure | 'none'> =>
  work.then(
    () => 'none' as const,
    (error: unknown) => {
      if (error instanceof OutboundError) return error.reason;
      throw error;
    },
  );

/** As in production, but the names are ours. */
const byNames = (names: Record<string, string[]>) => createOutbound({ resolve: async (host) => names[host] ?? [] });
const onLoopback = (deadlineMs?: number) =>
  createOutbound({ allows: (address) => address === '127.0.0.1', ...(deadlineMs === undefined ? {} : { deadlineMs }) });

test('names are asked of the name servers themselves, which may be silent', async () => {
  const silent = createSocket('udp4');
  let asked = 0;
  silent.on('message', () => (asked += 1));
  await new Promise<void>((bound) => silent.bind(0, '127.0.0.1', bound));
  const resolve = createResolve({ servers: [`127.0.0.1:${silent.address().port}`], timeoutMs: 100 });
  expect(await reasonOf(createOutbound({ resolve }).fetch('http://slow.example/', PAGE))).toBe('unreachable');
  expect(asked).toBeGreaterThan(0);
  for (const name of ['localhost', 'localhost.', 'LOCALHOST', 'x.localhost'])
    expect(await reasonOf(createOutbound().fetch(`http://${name}/`, PAGE)), name).toBe('private');
  await new Promise<void>((closed) => silent.close(closed));
});

test('only addresses of the public internet are public', () => {
  const refused = [
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    'fe80::1',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    'not an address',
  ];
  for (const address of refused) expect(isPublicAddress(address), address).toBe(false);
  for (const address of ['1.1.1.1', '93.184.215.14', '::ffff:1.1.1.1', '2606:4700:4700::1111'])
    expect(isPublicAddress(address), address).toBe(true);
});

describe('what leads into a private network is refused before anything is sent', () => {
  test('however the address is written', async () => {
    const { port, asked } = await site((_request, response) => response.end('secret'));
    const hosts = ['127.0.0.1', '2130706433', '0177.0.0.1', '0x7f.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', '0'];
    for (const host of hosts) {
      const outbound = createOutbound();
      expect(await reasonOf(outbound.fetch(`http://${host}:${port}/`, PAGE)), host).toBe('private');
    }
    expect(asked()).toBe(0);
  });

  test('whatever name it has', async () => {
    const outbound = byNames({
      'inside.example': ['10.1.2.3'],
      'mixed.example': ['93.184.215.14', '127.0.0.1'],
      'six.example': ['::ffff:169.254.169.254'],
    });
    for (const host of ['inside.example', 'mixed.example', 'six.example'])
      expect(await reasonOf(outbound.fetch(`https://${host}/`, PAGE)), host).toBe('private');
    expect(await reasonOf(outbound.fetch('https://nowhere.example/', PAGE))).toBe('unreachable');
    expect(await reasonOf(createOutbound().fetch('http://localhost/', PAGE))).toBe('private');
  });

  test('when a site redirects there', async () => {
    const inner = await site((_request, response) => response.end('secret'));
    for (const target of [`http://127.0.0.1:${inner.port}/`, `http://[::ffff:127.0.0.1]:${inner.port}/`]) {
      const outer = await site((_request, response) => response.writeHead(302, { location: target }).end());
      // Only the first site is let through.
      const outbound = createOutbound({
        resolve: async () => ['127.0.0.1'],
        allows: (_address, url) => url.hostname === 'outer.example',
      });
      expect(await reasonOf(outbound.fetch(`http://outer.example:${outer.port}/`, PAGE)), target).toBe('private');
      expect(outer.asked()).toBe(1);
    }
    expect(inner.asked()).toBe(0);
  });

  test('when a name changes its address between the check and the connection', async () => {
    const { port } = await site((request, response) => response.end(request.headers.host));
    let asked = 0;
    const outbound = createOutbound({
      resolve: async () => [['127.0.0.1'], ['10.0.0.1']][asked++] ?? [],
      allows: (address) => address === '127.0.0.1',
    });
    const { body } = await outbound.fetch(`http://turning.example:${port}/`, PAGE);
    expect(Buffer.from(body).toString()).toBe(`turning.example:${port}`);
    expect(asked, 'the name is looked up once').toBe(1);
  });

  test('with another scheme, a password, or a port that is not for pages', async () => {
    const outbound = byNames({ 'public.example': ['93.184.215.14'] });
    for (const address of [
      'file:///etc/passwd',
      'gopher://x/',
      'ftp://public.example',
      'http://a:b@public.example/',
      'x',
    ])
      expect(await reasonOf(outbound.fetch(address, PAGE)), address).toBe('address');
    expect(await reasonOf(outbound.fetch('http://public.example:25/', PAGE))).toBe('private');
    const { port } = await site((_request, response) =>
      response.writeHead(301, { location: 'file:///etc/passwd' }).end(),
    );
    expect(await reasonOf(onLoopback().fetch(`http://127.0.0.1:${port}/`, PAGE))).toBe('address');
  });
});

describe('an answer costs no more than was granted', () => {
  const endless: RequestListener = (_request, response) => {
    const more = () => {
      while (response.write(Buffer.alloc(64 * 1024, 'a')));
      response.once('drain', more);
    };
    more();
  };

  test('a body without end is cut, or refused', async () => {
    const { port } = await site(endless);
    const { body } = await onLoopback().fetch(`http://127.0.0.1:${port}/`, PAGE);
    expect(body.length).toBe(1000);
    const strict = { ...PAGE, beyondLimit: 'refuse' } as const;
    expect(await reasonOf(onLoopback().fetch(`http://127.0.0.1:${port}/`, strict))).toBe('too_large');
  });

  test('the limit counts what was packed small', async () => {
    const { port } = await site((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000))),
    );
    const strict = { ...PAGE, beyondLimit: 'refuse' } as const;
    expect(await reasonOf(onLoopback().fetch(`http://127.0.0.1:${port}/`, strict))).toBe('too_large');
  });

  test('a site that says nothing, or goes on for ever, is left', async () => {
    const silent = await site(() => undefined);
    expect(await reasonOf(onLoopback(200).fetch(`http://127.0.0.1:${silent.port}/`, PAGE))).toBe('slow');
    const dripping = await site((_request, response) => {
      response.write('<');
    });
    expect(await reasonOf(onLoopback(200).fetch(`http://127.0.0.1:${dripping.port}/`, PAGE))).toBe('slow');
  });

  test('three redirects are followed, a fourth is not', async () => {
    const { port, asked } = await site((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.writeHead(200, { 'content-type': 'text/html; charset="utf-8"' }).end('here');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const answer = await onLoopback().fetch(`http://127.0.0.1:${port}/3`, PAGE);
    expect(answer.url.pathname).toBe('/0');
    expect(answer).toMatchObject({ status: 200, mediaType: 'text/html', charset: 'utf-8' });
    expect(asked()).toBe(4);
    expect(await reasonOf(onLoopback().fetch(`http://127.0.0.1:${port}/4`, PAGE))).toBe('too_many_redirects');
  });

  test('no cookie travels', async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await site((request, response) => {
      seen.push(request.headers.cookie);
      if (request.url === '/') response.writeHead(302, { location: '/b', 'set-cookie': 'a=1' }).end();
      else response.end();
    });
    await onLoopback().fetch(`http://127.0.0.1:${port}/`, PAGE);
    expect(seen).toEqual([undefined, undefined]);
  });
});
