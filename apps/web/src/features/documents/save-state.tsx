import { CircleAlert, CloudCheck, CloudOff, Eye, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { classes } from '../../ui/classes.ts';
import type { SaveStatus } from '../editor/contract.ts';
import type { TitleState } from './titles.ts';

/** Body and title are one page to people: it is saved when both are. */
export function wholeStatus(body: SaveStatus | null, title: TitleState): SaveStatus | null {
  if (body?.kind === 'failed' || body?.kind === 'readonly') return body;
  const waiting = title === 'offline' ? 1 : 0;
  if (body?.kind === 'offline') return { kind: 'offline', pendingChanges: body.pendingChanges + waiting };
  if (waiting > 0) return { kind: 'offline', pendingChanges: waiting };
  if (title === 'saving') return { kind: 'saving' };
  return body;
}

function describe(status: SaveStatus): { text: string; icon: ReactNode; tone: string; urgent: boolean } {
  switch (status.kind) {
    case 'saved':
      return { text: t('save.saved'), icon: <CloudCheck size={15} />, tone: 'text-ink-faint', urgent: false };
    case 'saving':
      return { text: t('save.saving'), icon: <RefreshCw size={14} />, tone: 'text-ink-faint', urgent: false };
    case 'offline':
      return {
        text: t('save.offline', { count: status.pendingChanges }),
        icon: <CloudOff size={15} />,
        tone: 'text-caution',
        urgent: true,
      };
    case 'readonly':
      return {
        text: status.reason === 'access' ? t('save.view_only') : t('save.reload'),
        icon: <Eye size={15} />,
        tone: status.reason === 'access' ? 'text-ink-soft' : 'text-caution',
        urgent: status.reason === 'reload',
      };
    case 'failed':
      return { text: status.detail, icon: <CircleAlert size={15} />, tone: 'text-critical', urgent: true };
  }
}

/** What became of the changes, in words. */
export function SaveState({ status }: { status: SaveStatus | null }) {
  if (status === null) return <span role="status" className="sr-only" />;
  const { text, icon, tone, urgent } = describe(status);
  return (
    <div
      // Saved and saving alternate with every word typed: nobody wants to hear that.
      role="status"
      aria-live={urgent ? 'polite' : 'off'}
      data-save={status.kind}
      title={text}
      className={classes('flex min-w-0 items-center gap-1.5 text-sm', tone)}
    >
      <span aria-hidden className="shrink-0">
        {icon}
      </span>
      <span className={classes('truncate', !urgent && 'max-sm:sr-only')}>{text}</span>
      {status.kind === 'readonly' && status.reason === 'reload' && (
        <button type="button" className="font-medium underline" onClick={() => location.reload()}>
          {t('action.reload')}
        </button>
      )}
    </div>
  );
}
