interface ImportTable {
  id: string;
  workspace_id: string;
  person_id: string;
  parent_id: string | null;
  created_at: Date;
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
