import type { Given, OptionSpecs } from './options.ts';
import type { Terminal } from './outcome.ts';

/** One word of `materi …`. */
export interface Command {
  /** How it is called, after `materi `. */
  readonly usage: string;
  readonly describes: string;
  readonly options: OptionSpecs;
  /** How many words besides options it takes at least and at most. */
  readonly words?: readonly [least: number, most: number];
  /** Does the work; resolves with the exit code. */
  run(given: Given, terminal: Terminal): Promise<number>;
}
