import type { Readable } from 'node:stream';

/**
 * Bytes that never change, named by an HMAC-SHA-256 keyed per workspace, so that
 * nobody learns from a name what another workspace holds.
 */
export interface Blobs {
  /**
   * Stores a stream and returns once it is on disk (file and directory synced).
   * @throws AppError `blob.too_large` (413) when more than `limitBytes` arrive; nothing stays behind
   * @throws AppError `storage.full` (507) when the disk is full; nothing stays behind
   */
  put(
    workspaceId: string,
    content: Readable | Uint8Array,
    limitBytes: number,
  ): Promise<{ name: string; sizeBytes: number }>;
  /** @throws AppError `blob.not_found` (404) */
  open(workspaceId: string, name: string): Promise<Readable>;
  read(workspaceId: string, name: string): Promise<Uint8Array>;
  remove(workspaceId: string, name: string): Promise<void>;
}

/** Every stored file as such, for backups. */
export interface BlobFiles {
  /** What there is; `path` is `<workspace>/<name>`. */
  files(): AsyncIterable<{ readonly path: string; readonly onDisk: string; readonly bytes: number }>;
  /** Until the returned function is called, `remove` only remembers what it was asked. */
  keepAll(): () => void;
}
