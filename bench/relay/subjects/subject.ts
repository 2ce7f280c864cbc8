import type { SubjectName } from '../settings.ts';
import type { Protocol } from '../protocol.ts';

/** A server to measure. */
export interface Subject {
  readonly name: SubjectName;
  /** What stands in the table. */
  readonly title: string;
  readonly protocol: Protocol;
  /** Starts it on this folder, which is empty or holds what an earlier start left. */
  start(folder: string): Promise<Running>;
}

/** One that runs. */
export interface Running {
  readonly subject: Subject;
  readonly pid: number;
  readonly port: number;
  /** Makes an empty document and returns its name. */
  newDocument(): Promise<string>;
  /** Where person number `person` connects to it. */
  path(document: string, person: number): string;
  /** Call before a stretch of some minutes: tokens live for a quarter of an hour. */
  refresh(): Promise<void>;
  /** Ends it as an operator does, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it as the kernel does when memory runs out. */
  kill(): Promise<void>;
}
