import type { Part } from './kernel/part.ts';

/** Starts parts in order. When one fails, those that had started are stopped before the error goes on. */
export async function startParts(parts: readonly Part[]): Promise<void> {
  const started: Part[] = [];
  for (const part of parts) {
    try {
      await part.start();
      started.push(part);
    } catch (error) {
      await stopParts(started).catch(() => {});
      throw error;
    }
  }
}

/** Stops parts in reverse order. One that fails does not keep the others from stopping; the first error goes on after all. */
export async function stopParts(parts: readonly Part[]): Promise<void> {
  const errors: unknown[] = [];
  for (const part of parts.toReversed()) {
    await part.stop().catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
}
