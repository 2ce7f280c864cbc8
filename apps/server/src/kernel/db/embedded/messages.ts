import type { MessagePort } from 'node:worker_threads';
import type { CopyReport } from './live-copy.ts';

/** How long a transaction may keep everybody else from the embedded database. */
export interface Deadlines {
  /** Silence inside a transaction, in milliseconds. */
  readonly idleTransactionMs: number;
  /** A whole transaction, in milliseconds. */
  readonly transactionMs: number;
}

export interface EngineSettings extends Deadlines {
  /** The directory of an initialised database. */
  readonly directory: string;
  /** Whether a commit is on disk before it is acknowledged. `false` only for tests and as the control of the power-cut trial. */
  readonly durable: boolean;
  /** How often one table is vacuumed that needs it, in milliseconds. */
  readonly vacuumEveryMs: number;
  /** Whether the start must show that a write reaches the disk. */
  readonly proveDurable: boolean;
}

export type ToWorker =
  /** An urgent session has its turns before the others. */
  | { type: 'connect'; port: MessagePort; urgent: boolean }
  | { type: 'count-syncs' }
  /** Copy the files to this folder while work goes on. */
  | { type: 'copy'; target: string }
  | { type: 'close' };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'refused'; reason: string }
  /** It does not sync although it should. */
  | { type: 'not-durable' }
  /** Nothing that was asked after this will be answered. */
  | { type: 'failed'; reason: string }
  | { type: 'syncs'; count: number }
  /** How the copy went, or why there is none. */
  | { type: 'copied'; outcome: CopyReport | { readonly fault: string; readonly code: string | undefined } }
  | { type: 'closed' };
