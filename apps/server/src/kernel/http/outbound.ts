import { Resolver } from 'node:dns/promises';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isPublicAddress } from './public-address.ts';

/** Why another site was not asked, or gave no answer. */
export type OutboundFailure =
  /** No address of the web: another scheme, a user name in it, a port that is not for pages. */
  | 'address'
  /** It leads into a private network. */
  | 'private'
  | 'unreachable'
  | 'slow'
  | 'too_large'
  | 'too_many_redirects';

export class OutboundError extends Error {
  readonly reason: OutboundFailure;
  constructor(reason: OutboundFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OutboundError';
    this.reason = reason;
  }
}

export interface OutboundRequest {
  /** How many bytes of the body are read, after decompression. */
  readonly limitBytes: number;
  /** What becomes of a longer body: its start is enough, or it is refused. */
  readonly beyondLimit: 'cut' | 'refuse';
  readonly accept: string;
}

export interface OutboundAnswer {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly status: number;
  readonly mediaType: string;
  /** As the site declares it; undefined when it does not. */
  readonly charset: string | undefined;
  readonly body: Uint8Array;
}

/** Fetches what people name by an address, without becoming their way into the network of the server. */
export interface Outbound {
  /** @throws OutboundError */
  fetch(address: string | URL, request: OutboundRequest): Promise<OutboundAnswer>;
}

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const REDIRECTS = 3;
const PORTS = new Set(['', '80', '443', '8080', '8443']);
const DEADLINE_MS = 8_000;

/**
 * Asks the name servers itself. The system's own look-up occupies one of the few threads that also write files,
 * and a name whose server never answers would keep it for half a minute.
 */
export function createResolve(needs: { servers?: readonly string[]; timeoutMs?: number } = {}): Resolve {
  return async (host) => {
    // What it means is fixed (RFC 6761), and no name server is asked.
    if (/(^|\.)localhost\.?$/i.test(host)) return ['127.0.0.1'];
    const resolver = new Resolver({ timeout: needs.timeoutMs ?? 2_000, tries: 2 });
    if (needs.servers !== undefined) resolver.setServers(needs.servers);
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const [first] = answers;
    if (addresses.length === 0 && first?.status === 'rejected') throw first.reason;
    return addresses;
  };
}

/**
 * `resolve`, `allows` and `deadlineMs` are for tests; without them names come from DNS and only public addresses are asked.
 * `allows` decides about each address that a connection would go to.
 */
export function createOutbound(
  needs: {
    resolve?: Resolve;
    allows?: (address: string, url: URL) => boolean;
    deadlineMs?: number;
    userAgent?: string;
  } = {},
): Outbound {
  const { resolve = createResolve(), deadlineMs = DEADLINE_MS, userAgent = 'Materi (link preview)' } = needs;
  const allows = needs.allows ?? ((address: string, url: URL) => isPublicAddress(address) && PORTS.has(url.port));

  /** The one address that the connection goes to: looked up once, so that a second answer of DNS changes nothing. */
  async function pinned(url: URL): Promise<string> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    let addresses: readonly string[];
    try {
      addresses = isIP(host) === 0 ? await resolve(host) : [host];
    } catch (error) {
      throw new OutboundError('unreachable', `There is no site called ${host}.`, { cause: error });
    }
    const [first] = addresses;
    if (first === undefined) throw new OutboundError('unreachable', `There is no site called ${host}.`);
    // One private address among public ones is how a name is turned against us.
    if (!addresses.every((address) => allows(address, url)))
      throw new OutboundError('private', `${host} is not a public site.`);
    // Many servers have no way out by IPv6.
    return addresses.find((address) => isIP(address) === 4) ?? first;
  }

  function connect(url: URL, address: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
    const family = isIP(address);
    const toAddress: LookupFunction = (_host, options, done) =>
      options.all === true ? done(null, [{ address, family }]) : done(null, address, family);
    return new Promise((fulfil, reject) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      const sent = send(url, {
        // A connection of its own: one that is kept open was checked for another request.
        agent: false,
        lookup: toAddress,
        signal,
        maxHeaderSize: 16 * 1024,
        headers: {
          accept,
          'accept-encoding': 'gzip, deflate, br',
          'accept-language': 'en,*;q=0.5',
          'user-agent': userAgent,
          connection: 'close',
        },
      });
      sent.once('response', fulfil);
      sent.once('error', reject);
      sent.end();
    });
  }

  async function follow(start: URL, request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    let url = start;
    for (let hops = 0; hops <= REDIRECTS; hops += 1) {
      const answer = await connect(url, await pinned(url), request.accept, signal);
      const status = answer.statusCode ?? 0;
      const { location } = answer.headers;
      if (status >= 300 && status < 400 && location !== undefined) {
        answer.destroy();
        if (!URL.canParse(location, url.href))
          throw new OutboundError('unreachable', `${url.host} redirects to nowhere.`);
        url = webAddress(new URL(location, url));
        continue;
      }
      try {
        const [mediaType = '', ...parameters] = (answer.headers['content-type'] ?? '').toLowerCase().split(';');
        const charset = parameters.join(';').match(/charset\s*=\s*"?([^\s";]+)/)?.[1];
        const body = await readUpTo(decompressed(answer), request);
        return { url, status, mediaType: mediaType.trim(), charset, body };
      } finally {
        answer.destroy();
      }
    }
    throw new OutboundError('too_many_redirects', `${start.host} redirects more than ${REDIRECTS} times.`);
  }

  return {
    async fetch(address, request) {
      const url = webAddress(address);
      const stop = new AbortController();
      // Over everything, names and redirects included: a site that answers a byte a second must end too.
      const timer = setTimeout(() => stop.abort(), deadlineMs);
      const late = new Promise<never>((_fulfil, reject) => {
        stop.signal.addEventListener('abort', () =>
          reject(new OutboundError('slow', `${url.host} took longer than ${Math.round(deadlineMs / 1000)} seconds.`)),
        );
      });
      const work = follow(url, request, stop.signal);
      try {
        return await Promise.race([work, late]);
      } catch (error) {
        if (error instanceof OutboundError) throw error;
        throw new OutboundError('unreachable', `${url.host} did not answer.`, { cause: error });
      } finally {
        clearTimeout(timer);
        // What is still under way when time is up ends with the abort; nobody waits for its failure.
        work.catch(() => undefined);
      }
    },
  };
}

/** Reads an address; `http` and `https` only, and nobody's password in it. */
function webAddress(address: string | URL): URL {
  if (!URL.canParse(String(address))) throw new OutboundError('address', 'This is no web address.');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new OutboundError('address', 'Only addresses that begin with http:// or https:// can be shown.');
  if (url.username !== '' || url.password !== '')
    throw new OutboundError('address', 'Addresses with a user name in them cannot be shown.');
  url.hash = '';
  return url;
}

function decompressed(answer: IncomingMessage): Readable {
  const encoding = (answer.headers['content-encoding'] ?? '').trim().toLowerCase();
  const unpack =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : null;
  if (unpack === null) return answer;
  answer.once('error', (error) => unpack.destroy(error));
  answer.once('aborted', () => unpack.destroy(new Error('The answer broke off.')));
  return answer.pipe(unpack);
}

/** Reads no more than the limit into memory, however much comes. */
async function readUpTo(content: Readable, { limitBytes, beyondLimit }: OutboundRequest): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > limitBytes) {
      if (beyondLimit === 'refuse') throw new OutboundError('too_large', `More than ${limitBytes} bytes came.`);
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, limitBytes);
}
