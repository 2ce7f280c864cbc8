import type { ImportReport } from '@materi/contract';
import { useNavigate } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, CircleSlash } from 'lucide-react';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { Actions } from '../../ui/dialog.tsx';
import { LossList } from './loss-list.tsx';
import { UndoImport } from './undo.tsx';

const OUTCOMES = {
  imported: { icon: <CircleCheck size={15} className="text-positive" />, label: 'import.imported' },
  skipped: { icon: <CircleSlash size={15} className="text-ink-faint" />, label: 'import.skipped' },
  failed: { icon: <CircleAlert size={15} className="text-critical" />, label: 'import.failed' },
} as const;

/** The whole import in one sentence. */
export const summaryOf = ({ documents, blobs, links }: ImportReport): string =>
  t('import.summary', { documents, blobs, resolved: links.resolved, unresolved: links.unresolved });

interface Props {
  workspaceId: string;
  report: ImportReport;
  onClose(): void;
  onUndone(): void;
}

/** What became of each file of an import. */
export function ImportReportView({ workspaceId, report, onClose, onUndone }: Props) {
  const navigate = useNavigate();
  const first = report.rootIds[0];
  // What needs attention stands first.
  const rank = { failed: 0, skipped: 1, imported: 2 };
  const files = report.files.toSorted(
    (a, b) => rank[a.outcome] - rank[b.outcome] || Number(b.notes.length > 0) - Number(a.notes.length > 0),
  );
  return (
    <div className="flex flex-col gap-4">
      {report.losses.length > 0 && <LossList losses={report.losses} />}
      <ul tabIndex={0} className="max-h-72 overflow-y-auto rounded-lg ring-1 ring-line ring-inset">
        {files.slice(0, 500).map((file) => (
          <li key={file.path} className="flex gap-2.5 border-b border-line px-3 py-2 last:border-0">
            <span className="mt-0.5 shrink-0">{OUTCOMES[file.outcome].icon}</span>
            <div className="min-w-0 flex-1">
              <div className="truncate" title={file.path}>
                <span className="sr-only">{t(OUTCOMES[file.outcome].label)}: </span>
                {file.path}
              </div>
              {file.notes.map((note) => (
                <div key={note} className="text-sm wrap-anywhere text-ink-soft">
                  {note}
                </div>
              ))}
            </div>
          </li>
        ))}
        {files.length > 500 && (
          <li className="px-3 py-2 text-ink-soft">{t('import.more_files', { count: files.length - 500 })}</li>
        )}
      </ul>
      <Actions>
        {report.importId !== undefined && report.documents > 0 && (
          <UndoImport workspaceId={workspaceId} importId={report.importId} onUndone={onUndone} />
        )}
        <Button onClick={onClose}>{t('action.close')}</Button>
        {first !== undefined && (
          <Button
            look="primary"
            onClick={() => {
              onClose();
              void navigate({ to: '/d/$documentId', params: { documentId: first } });
            }}
          >
            {t('import.open_first')}
          </Button>
        )}
      </Actions>
    </div>
  );
}
