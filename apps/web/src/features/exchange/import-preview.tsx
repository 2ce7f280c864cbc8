import type { ImportPreview, ImportPreviewPage } from '@materi/contract';
import {
  ChevronRight,
  CircleAlert,
  CircleSlash,
  FileCode,
  FileText,
  FileType,
  Folder,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { Actions } from '../../ui/dialog.tsx';
import { FormError } from '../identity/entry-page.tsx';
import { fileSize } from '../../messages/file-size.ts';
import { LossList } from './loss-list.tsx';

/** Rows that are drawn; a folder of thousands is told by its number. */
const SHOWN = 300;

const KINDS = {
  markdown: <FileText size={15} />,
  html: <FileCode size={15} />,
  word: <FileType size={15} />,
  folder: <Folder size={15} />,
} as const;

interface Props {
  preview: ImportPreview;
  /** The title of the page below which they go; null for the top. */
  into: string | null;
  busy: boolean;
  failure: string | null;
  onImport(): void;
  onCancel(): void;
}

/** What an import would make and what it would lose, before anything is written. */
export function ImportPreviewView({ preview, into, busy, failure, onImport, onCancel }: Props) {
  const { documents, blobs, sizeBytes, losses, failed, skipped, links, duplicateTitles } = preview;
  const isWhole = losses.length === 0 && failed.length === 0 && links.unresolved === 0 && duplicateTitles.length === 0;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-soft">
        {t('import.preview_lead')}{' '}
        {into === null ? t('import.preview_top') : t('import.preview_below', { title: into })}
        {' · '}
        {t('import.preview_facts', { blobs, size: fileSize(sizeBytes) })}
      </p>
      <PageTree pages={preview.pages} />
      {isWhole ? (
        <p className="text-ink-soft">{t('import.nothing_lost')}</p>
      ) : (
        <section aria-label={t('import.what_changes')} className="flex flex-col gap-1.5">
          <h3 className="font-medium">{t('import.what_changes')}</h3>
          <LossList losses={losses} />
          {links.unresolved > 0 && <Remark>{t('import.broken_links', { count: links.unresolved })}</Remark>}
          {duplicateTitles.length > 0 && (
            <Remark>{t('import.same_titles', { titles: duplicateTitles.slice(0, 5).join(', ') })}</Remark>
          )}
        </section>
      )}
      <FileReasons
        icon={<CircleAlert size={15} className="text-critical" />}
        title={t('import.unreadable', { count: failed.length })}
        files={failed}
        open
      />
      <FileReasons
        icon={<CircleSlash size={15} className="text-ink-faint" />}
        title={t('import.left_out', { count: skipped.length })}
        files={skipped}
      />
      <FormError text={failure} />
      <Actions>
        <Button onClick={onCancel}>{t('action.cancel')}</Button>
        <Button look="primary" onClick={onImport} busy={busy}>
          {t('import.start', { documents })}
        </Button>
      </Actions>
    </div>
  );
}

const Remark = ({ children }: { children: ReactNode }) => (
  <p className="flex gap-2">
    <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0 text-caution" />
    <span className="min-w-0 wrap-anywhere">{children}</span>
  </p>
);

function PageTree({ pages }: { pages: readonly ImportPreviewPage[] }) {
  const depths = new Map<string, number>();
  for (const { key, parentKey } of pages) depths.set(key, parentKey === null ? 0 : (depths.get(parentKey) ?? 0) + 1);
  return (
    <ul
      aria-label={t('import.preview_pages')}
      tabIndex={0}
      className="max-h-64 overflow-y-auto rounded-lg py-1 ring-1 ring-line ring-inset"
    >
      {pages.slice(0, SHOWN).map((page) => {
        const warnings = page.losses.length + page.notes.length;
        return (
          <li
            key={page.key}
            className="flex min-h-7 items-center gap-2 pe-3"
            style={{ paddingInlineStart: `${0.75 + Math.min(depths.get(page.key) ?? 0, 10) * 1.1}rem` }}
          >
            <span aria-hidden className="shrink-0 text-ink-faint">
              {KINDS[page.kind]}
            </span>
            <span className="min-w-0 flex-1 truncate" title={page.path ?? page.key}>
              {page.title || t('page.untitled')}
            </span>
            {warnings > 0 && (
              <span className="flex shrink-0 items-center gap-1 text-sm text-caution">
                <TriangleAlert size={13} aria-hidden />
                {t('import.warnings', { count: warnings })}
              </span>
            )}
          </li>
        );
      })}
      {pages.length > SHOWN && (
        <li className="px-3 py-1 text-ink-soft">{t('import.more_pages', { count: pages.length - SHOWN })}</li>
      )}
    </ul>
  );
}

interface FileReasonsProps {
  icon: ReactNode;
  title: string;
  files: readonly { path: string; reason: string }[];
  open?: boolean;
}

function FileReasons({ icon, title, files, open }: FileReasonsProps) {
  if (files.length === 0) return null;
  return (
    <details open={open} className="group rounded-lg ring-1 ring-line ring-inset">
      <summary className="flex min-h-9 cursor-pointer items-center gap-2 px-3 font-medium">
        {icon}
        <span className="min-w-0 flex-1">{title}</span>
        <ChevronRight
          size={15}
          aria-hidden
          className="text-ink-faint transition-transform duration-120 group-open:rotate-90 rtl:-scale-x-100"
        />
      </summary>
      <ul className="max-h-48 overflow-y-auto px-3 pb-2">
        {files.slice(0, SHOWN).map(({ path, reason }) => (
          <li key={path} className="py-1">
            <div className="truncate" title={path}>
              {path}
            </div>
            <div className="text-sm wrap-anywhere text-ink-soft">{reason}</div>
          </li>
        ))}
      </ul>
    </details>
  );
}
