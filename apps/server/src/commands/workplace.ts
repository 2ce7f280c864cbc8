import type { Readable } from 'node:stream';
import type { ExportFormat, Job } from '@materi/contract';

/** A file to import: where it lies, and under which path it is sent. */
export interface FileToSend {
  readonly onDisk: string;
  readonly path: string;
}

/** What import and export need, whether the data is here or behind a server. */
export interface Workplace {
  /** Those that the caller may see. */
  workspaces(): Promise<readonly { id: string; name: string }[]>;
  startImport(workspaceId: string, parentId: string | null, files: readonly FileToSend[]): Promise<Job>;
  exportWorkspace(workspaceId: string, format: ExportFormat): Promise<Job>;
  exportDocument(documentId: string, format: ExportFormat): Promise<Job>;
  job(id: string): Promise<Job>;
  result(jobId: string): Promise<Readable>;
}
