import { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import type { StreamEvent } from '@materi/contract';
import type { Fanout } from '../fanout.ts';
import type { HttpApp } from './app.ts';

/** News for everyone who may see a workspace, or for one person in it. */
export interface StreamMessage {
  readonly workspaceId: string;
  readonly personId?: string;
  readonly event: StreamEvent;
}

/** Who listens. */
export interface StreamListener {
  readonly personId: string;
  readonly sessionId: string | null;
  readonly keyId: string | null;
}

/** Rights that shrank or grew; a field that is set narrows whom it concerns. */
interface RightsChange {
  readonly personId?: string;
  readonly workspaceId?: string;
  readonly sessionId?: string;
  readonly keyId?: string;
}

interface Needs<Listener extends StreamListener> {
  readonly fanout: Fanout<{ stream: StreamMessage; access: RightsChange }>;
  readonly buildId: () => string;
  /** @throws AppError 401 */
  readonly listenerOf: (request: FastifyRequest) => Listener;
  /** The workspaces whose news they may hear; `null` when they may no longer listen at all. */
  readonly workspacesOf: (listener: Listener) => Promise<ReadonlySet<string> | null>;
  /** How often a silent stream says that it lives, in milliseconds. */
  readonly heartbeatMs?: number;
}

/** A reader that falls so far behind (bytes) is let go; it reconnects and fetches anew. */
const BUFFER_LIMIT_BYTES = 1024 * 1024;

/** `GET /api/v1/stream`: server-sent events (WHATWG HTML, section 9.2) for what the caller may see. */
export function streamRoutes<Listener extends StreamListener>(app: HttpApp, needs: Needs<Listener>): void {
  const ends = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of ends) end();
  });

  app.get(
    '/api/v1/stream',
    {
      schema: {
        operationId: 'openStream',
        summary: 'Live news of the workspaces that the caller may see',
        description: 'Server-sent events; the data of each is a StreamEvent as JSON. `hello` comes first.',
        tags: ['Stream'],
        response: {
          200: { description: 'An endless stream.', content: { 'text/event-stream': { schema: z.string() } } },
        },
      },
    },
    async (request, reply) => {
      const listener = needs.listenerOf(request);
      let visible = await needs.workspacesOf(listener);
      const stops: (() => void)[] = [];
      const raw = reply.raw;
      reply.hijack();

      const end = () => {
        ends.delete(end);
        for (const stop of stops.splice(0)) stop();
        if (!raw.writableEnded) raw.end();
      };
      const send = (text: string) => {
        if (raw.writableEnded) return;
        raw.write(text);
        if (raw.writableLength > BUFFER_LIMIT_BYTES) {
          end();
          raw.destroy();
        }
      };
      const sendEvent = (event: StreamEvent) => send(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

      if (visible === null || raw.destroyed) return void raw.destroy();
      ends.add(end);
      raw.on('close', end);
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      stops.push(
        needs.fanout.subscribe('stream', (message) => {
          if (!visible?.has(message.workspaceId)) return;
          if (message.personId !== undefined && message.personId !== listener.personId) return;
          sendEvent(message.event);
        }),
        needs.fanout.subscribe('access', (change) => {
          const gone =
            (change.sessionId !== undefined && change.sessionId === listener.sessionId) ||
            (change.keyId !== undefined && change.keyId === listener.keyId);
          if (gone) return end();
          if (change.sessionId !== undefined || change.keyId !== undefined) return;
          if (change.personId !== undefined && change.personId !== listener.personId) return;
          if (change.workspaceId === undefined && change.personId === undefined) return;
          if (change.personId === undefined && change.workspaceId && !visible?.has(change.workspaceId)) return;
          // Hears nothing of that workspace until it is known again what they may see.
          const before = visible;
          visible = change.workspaceId === undefined ? new Set() : without(before, change.workspaceId);
          void needs.workspacesOf(listener).then(
            (now) => {
              if (now === null) return end();
              visible = now;
              // Whom it concerns hears it here: the news for members goes past them meanwhile.
              for (const workspaceId of concerned(change, before, now)) {
                sendEvent({ type: 'membership.changed', workspaceId });
              }
            },
            () => end(),
          );
        }),
      );
      const heartbeat = setInterval(() => send(': still here\n\n'), needs.heartbeatMs ?? 15_000);
      stops.push(() => clearInterval(heartbeat));
      sendEvent({ type: 'hello', buildId: needs.buildId() });
    },
  );
}

/** The workspaces that a change of rights touches, among those that somebody could or can see. */
function concerned(change: RightsChange, before: ReadonlySet<string> | null, now: ReadonlySet<string>): string[] {
  const all = new Set([...(before ?? []), ...now]);
  if (change.workspaceId !== undefined) return all.has(change.workspaceId) ? [change.workspaceId] : [];
  return [...all].filter((id) => before?.has(id) !== now.has(id));
}

function without(all: ReadonlySet<string> | null, one: string): Set<string> {
  const rest = new Set(all ?? []);
  rest.delete(one);
  return rest;
}
