import type { Settings } from '../settings.ts';
import type { Running, Subject } from '../subjects/subject.ts';

/** What one part needs to measure one server. */
export interface Bench {
  readonly settings: Settings;
  readonly subject: Subject;
  /** Starts the server on a new folder, which is removed when the part is over. */
  fresh(): Promise<Running>;
  /** The same with another server than the subject. */
  freshOf<Its extends Running>(start: (folder: string) => Promise<Its>): Promise<Its>;
  /** Starts it again on the folder of the one that was ended. */
  again(): Promise<Running>;
  /** Notes a figure of one round. */
  note(measure: string, value: number): void;
  /** Notes something that must not happen; the benchmark fails. */
  lost(what: string, count: number): void;
  /** Notes the share of a core that the load took. */
  load(share: number): void;
}

export type Part = (bench: Bench) => Promise<void>;
