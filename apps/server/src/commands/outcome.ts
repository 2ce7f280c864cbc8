/** The command was used wrongly: one line on stderr, exit code 2. */
export class UsageError extends Error {}

/** The command could not do its work: one line on stderr, exit code 1. */
export class CommandFailure extends Error {}

/** Where a command writes. Output is data on stdout; everything else goes to stderr. */
export interface Terminal {
  out(line: string): void;
  note(line: string): void;
  /** Shows a passing line on a screen; an empty one takes it away. */
  progress(line: string): void;
  /** Whether stderr is a screen, where progress may be shown. */
  readonly interactive: boolean;
  /** All of stdin as text. */
  readInput(): Promise<string>;
}
