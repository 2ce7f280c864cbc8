/**
 * A piece of the running process. Parts start in order and stop in reverse;
 * one that fails to start, or fails later, stops the process.
 */
export interface Part {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** `null` when it can do its work; otherwise the reason why not, in one sentence. */
  ready(): string | null;
}
