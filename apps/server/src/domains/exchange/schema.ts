import type { Generated } from 'kysely';

interface ImportTable {
  id: string;
  workspace_id: string;
  person_id: string;
  parent_id: string | null;
  created_at: Date;
  /** What people sent, in a few words: the name of a file, folder or archive. */
  label: string;
  /** Whether what was sent is still on disk. */
  staged: Generated<boolean>;
  job_id: string | null;
  preview_job_id: string | null;
  finished_at: Date | null;
  document_count: Generated<number>;
  blob_count: Generated<number>;
  undone_at: Date | null;
}

interface ImportFileTable {
  import_id: string;
  path: string;
  blob_name: string;
  size_bytes: string | number;
}

interface ImportTargetTable {
  import_id: string;
  kind: 'page' | 'asset';
  key: string;
  target_id: string;
}

interface ExportTable {
  job_id: string;
  blob_name: string;
  created_at: Date;
}

export type ExchangeTables = {
  exchange_exports: ExportTable;
  exchange_imports: ImportTable;
  exchange_import_files: ImportFileTable;
  exchange_import_targets: ImportTargetTable;
};
