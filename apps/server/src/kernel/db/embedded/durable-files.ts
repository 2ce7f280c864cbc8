import fs from 'node:fs';
import { join } from 'node:path';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import type { FileChanges } from './file-changes.ts';

/** What we use of Emscripten's file system; PGlite ships no types for it. */
interface FileNode {
  name: string;
}
interface OpenFile {
  readonly nfd: number;
  readonly node: FileNode;
}
interface NodeFiles {
  realPath(node: FileNode): string;
  tryFSOperation(work: () => void): void;
  stream_ops: Record<string, unknown> & {
    write(stream: OpenFile, bytes: Uint8Array, offset: number, length: number, position: number): number;
    setattr(stream: OpenFile, attributes: { size?: number }): void;
  };
  node_ops: Record<string, unknown> & {
    mknod(parent: FileNode, name: string, mode: number, device: number): FileNode;
    setattr(node: FileNode, attributes: { size?: number }): void;
  };
}
interface Files {
  filesystems: { NODEFS: NodeFiles };
  lookupNode(parent: FileNode, name: string): FileNode;
  destroyNode(node: FileNode): void;
}

export interface FileCounters {
  /** Calls of fsync(2) that have come back. */
  syncs: number;
  /** Bytes given to the operating system. */
  written: number;
  /** Set while somebody copies the files: what is written is taken down there. */
  changes?: FileChanges | undefined;
}

/**
 * The files of the database in a directory of the host, with three repairs to
 * what PGlite brings: fsync reaches the disk (the original does nothing, so
 * that a power cut loses acknowledged writes); a rename replaces its target in
 * one step (the original removes the target first, so that a crash in between
 * loses both); and writes are counted, which tells when to checkpoint.
 *
 * `onSyncFailure` must not return: after a failed fsync the kernel may have
 * dropped the pages, so that a later one that succeeds proves nothing.
 */
export function createDurableFiles(
  directory: string,
  counters: FileCounters,
  options: { readonly durable: boolean; readonly onSyncFailure: (error: unknown) => never },
): NodeFS {
  const files = new NodeFS(directory);
  const init = files.init.bind(files);
  files.init = async (...needs) => {
    const result = await init(...needs);
    const hooks = result.emscriptenOpts.preRun ?? [];
    result.emscriptenOpts.preRun = [
      ...hooks,
      (module) => {
        const system = module.FS as unknown as Files;
        const host = system.filesystems.NODEFS;
        host.stream_ops['fsync'] = (stream: { nfd?: number }) => {
          if (!options.durable || stream.nfd === undefined) return 0;
          try {
            fs.fsyncSync(stream.nfd);
          } catch (error) {
            options.onSyncFailure(error);
          }
          counters.syncs += 1;
          return 0;
        };
        const write = host.stream_ops.write;
        host.stream_ops.write = (stream, bytes, offset, length, position) => {
          counters.written += length;
          counters.changes?.wrote(host.realPath(stream.node), position, length);
          return write(stream, bytes, offset, length, position);
        };
        const { mknod, setattr } = host.node_ops;
        host.node_ops.mknod = (parent, name, mode, device) => {
          counters.changes?.replaced(join(host.realPath(parent), name));
          return mknod(parent, name, mode, device);
        };
        host.node_ops.setattr = (node, attributes) => {
          if (attributes.size !== undefined) counters.changes?.replaced(host.realPath(node));
          setattr(node, attributes);
        };
        const setOpen = host.stream_ops.setattr;
        host.stream_ops.setattr = (stream, attributes) => {
          if (attributes.size !== undefined) counters.changes?.replaced(host.realPath(stream.node));
          setOpen(stream, attributes);
        };
        host.node_ops['rename'] = (node: FileNode, newParent: FileNode, newName: string) => {
          let replaced: FileNode | undefined;
          try {
            replaced = system.lookupNode(newParent, newName);
          } catch {
            // There is none by that name.
          }
          const target = join(host.realPath(newParent), newName);
          counters.changes?.replaced(target);
          host.tryFSOperation(() => fs.renameSync(host.realPath(node), target));
          if (replaced && replaced !== node) system.destroyNode(replaced);
          node.name = newName;
        };
      },
    ];
    return result;
  };
  return files;
}
