import { isUtf8 } from 'node:buffer';
import type { HttpApp } from './app.ts';
import { invalidUtf8, malformedJson } from './problems.ts';

/** The largest body of a route that does not say otherwise (`bodyLimit`), in bytes. */
export const BODY_LIMIT_BYTES = 12 * 1024 * 1024;

/** Reads JSON and text bodies; refuses bytes that are no UTF-8, where a lenient decoder would put replacement signs into people's texts. */
export function installBodies(app: HttpApp): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser(
    /^application\/([\w.-]+\+)?json/,
    { parseAs: 'buffer' },
    (_request: unknown, body: Buffer, done: (error: Error | null, value?: unknown) => void) => {
      // Many clients name JSON on requests without a body.
      if (body.length === 0) return done(null, undefined);
      if (!isUtf8(body)) return done(invalidUtf8());
      try {
        done(null, JSON.parse(body.toString('utf8'), withoutPrototype));
      } catch {
        done(malformedJson());
      }
    },
  );
  app.addContentTypeParser(/^text\/(plain|markdown|html)/, { parseAs: 'buffer' }, (_request, body: Buffer, done) =>
    isUtf8(body) ? done(null, body.toString('utf8')) : done(invalidUtf8()),
  );
}

/** Drops `__proto__` and `constructor.prototype`, through which JSON could change what every object inherits. */
function withoutPrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined;
  if (key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype'))
    return undefined;
  return value;
}
