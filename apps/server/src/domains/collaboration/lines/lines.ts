import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { RELAY_CLOSE } from '@materi/contract/relay';
import { newId } from '../../../kernel/ids.ts';
import type { Admission, Visitor } from '../admission.ts';
import type { RelayLimits } from '../limits.ts';
import type { RelayMetrics } from '../metrics.ts';
import { lineBusy, lineGone, lineOutOfOrder } from './errors.ts';
import { createEventWire, type EventWire } from './event-wire.ts';
import { createFrameReader, FrameTooLarge, type FrameReader } from './frame-reader.ts';

/** What a POST names. */
export interface LineName {
  readonly documentId: string;
  readonly connection: string;
  readonly key: string;
}

/** Collaboration without WebSockets: server-sent events out, numbered POSTs in. SPEC.md, R30 to R34. */
export interface Lines {
  /** Answers with the events of a document for as long as they may be heard. The head of the answer is out already. */
  open(documentId: string, request: Pick<IncomingMessage, 'url' | 'headers'>, response: ServerResponse): void;
  /** @throws AppError `relay.line_gone` (410) */
  requireOpen(name: LineName): void;
  /**
   * Takes a piece of the stream of frames. Resolves when its frames were handed to the room, which says nothing about
   * the disk (that is message 100).
   * @throws AppError 410 `relay.line_gone`, 409 `relay.line_out_of_order`, 429 `relay.line_busy`
   */
  take(name: LineName, number: number, piece: Uint8Array): Promise<void>;
}

interface Line {
  readonly documentId: string;
  readonly key: Buffer;
  readonly wire: EventWire;
  readonly visitor: Visitor;
  readonly frames: FrameReader;
  /** The number that was taken last, and when its frames have been handed over. */
  number: number;
  handed: Promise<void>;
}

export function createLines(needs: {
  admission: Admission;
  now(): number;
  limits: RelayLimits;
  metrics: Pick<RelayMetrics, 'lines'>;
}): Lines {
  const { admission, now, limits, metrics } = needs;
  const lines = new Map<string, Line>();

  function find({ documentId, connection, key }: LineName): Line {
    const line = lines.get(connection);
    const given = Buffer.from(key);
    if (
      line === undefined ||
      line.documentId !== documentId ||
      given.length !== line.key.length ||
      !timingSafeEqual(given, line.key) ||
      line.wire.closing
    )
      throw lineGone();
    return line;
  }

  /** Hands frame after frame to the room, and waits when the room does not read. */
  async function hand(line: Line, piece: Uint8Array): Promise<void> {
    try {
      for (const frame of line.frames.read(piece)) {
        if (line.wire.paused) await line.wire.readable();
        if (line.wire.closing) return;
        line.visitor.receive(frame);
      }
    } catch (error) {
      if (!(error instanceof FrameTooLarge)) throw error;
      line.visitor.end(RELAY_CLOSE.tooLarge, 'the frame is too large');
    }
  }

  return {
    open(documentId, request, response) {
      const connection = newId();
      const key = randomBytes(24).toString('base64url');
      const wire = createEventWire(response, now);
      wire.greet({ connection, key });
      const visitor = admission.admit({ documentId, wire, request });
      lines.set(connection, {
        documentId,
        key: Buffer.from(key),
        wire,
        visitor,
        frames: createFrameReader(limits.frameBytes),
        number: 0,
        handed: Promise.resolve(),
      });
      metrics.lines.set(lines.size);
      const gone = () => {
        lines.delete(connection);
        metrics.lines.set(lines.size);
        visitor.left();
      };
      response.on('close', gone);
      // It may have been gone before anybody listened.
      if (response.destroyed) gone();
    },

    requireOpen: (name) => void find(name),

    async take(name, number, piece) {
      const line = find(name);
      line.wire.heard();
      if (number > line.number + 1) throw lineOutOfOrder(line.number + 1);
      if (number === line.number + 1) {
        // The one before is still on its way to the room: this one would have to be kept beside it.
        if (line.wire.paused && !(await withinLimit(line.wire.readable()))) throw lineBusy();
        // Meanwhile the same number may have come by another request.
        if (number === line.number + 1) {
          line.number = number;
          line.handed = line.handed.then(() => hand(line, piece));
        }
      }
      if (!(await withinLimit(line.handed))) throw lineBusy();
      if (line.wire.closing) throw lineGone();
    },
  };

  async function withinLimit(work: Promise<void>): Promise<boolean> {
    const patience = new AbortController();
    try {
      return await Promise.race([
        work.then(() => true),
        delay(limits.lineAnswerMs, false, { signal: patience.signal, ref: false }),
      ]);
    } finally {
      patience.abort();
    }
  }
}
