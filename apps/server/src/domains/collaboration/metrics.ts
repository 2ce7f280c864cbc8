import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What an operator can watch of the relay. */
export interface RelayMetrics {
  readonly sockets: Gauge;
  readonly lines: Gauge;
  readonly rooms: Gauge;
  readonly unsaved: Gauge;
  readonly joins: Counter;
  readonly edits: Counter;
  readonly deliveries: Counter;
  readonly droppedPresence: Counter;
  readonly lagging: Counter;
  readonly malformed: Counter;
  readonly refusals: Counter;
  readonly failures: Counter;
  readonly commits: Histogram;
  readonly commitRows: Histogram;
  readonly compactions: Counter<'outcome'>;
  readonly derivations: Counter<'outcome'>;
}

export function createRelayMetrics(registry: Registry): RelayMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  return {
    sockets: new Gauge({ name: 'materi_relay_sockets', help: 'Open collaboration sockets in a room.', registers }),
    lines: new Gauge({
      name: 'materi_relay_event_lines',
      help: 'Of the open connections those by server-sent events, because no WebSocket gets through.',
      registers,
    }),
    rooms: new Gauge({ name: 'materi_relay_rooms', help: 'Documents held open.', registers }),
    unsaved: new Gauge({ name: 'materi_relay_unsaved_edits', help: 'Edits that are not on disk yet.', registers }),
    joins: counter('materi_relay_joins_total', 'Sync requests answered.'),
    edits: counter('materi_relay_edits_total', 'Edits taken in.'),
    deliveries: counter('materi_relay_deliveries_total', 'Edits sent on to other sockets.'),
    droppedPresence: counter('materi_relay_presence_dropped_total', 'Presence not sent to sockets that lag.'),
    lagging: counter('materi_relay_lagging_total', 'Sockets that lagged and heard what they missed in one, later.'),
    malformed: counter('materi_relay_malformed_total', 'Frames that were no message of the protocol.'),
    refusals: counter('materi_relay_refused_edits_total', 'Edits without the right to edit.'),
    failures: counter('materi_relay_room_failures_total', 'Rooms that failed to load or to store.'),
    commits: new Histogram({
      name: 'materi_relay_commit_seconds',
      help: 'From the first edit of a group to its commit.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    commitRows: new Histogram({
      name: 'materi_relay_commit_rows',
      help: 'Edits committed together.',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 1000],
      registers,
    }),
    compactions: new Counter({
      name: 'materi_relay_compactions_total',
      help: 'Snapshots made, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    derivations: new Counter({
      name: 'materi_relay_derivations_total',
      help: 'Links and blobs derived, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
