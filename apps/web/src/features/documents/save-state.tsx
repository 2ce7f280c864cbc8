import { Link } from '@tanstack/react-router';
import { CircleAlert, CloudCheck, CloudOff, Eye, RefreshCw, Snail } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { classes } from '../../ui/classes.ts';
import type { SaveStatus } from '../editor/contract.ts';
import type { TitleState } from './titles.ts';
import { reloadApp } from '../offline/updates.ts';

/** Body and title are one page to people: it is saved when both are. */
export function wholeStatus(body: SaveStatus | null, title: TitleState): SaveStatus | null {
  if (body?.kind === 'failed' || body?.kind === 'readonly') return body;
  const waiting = title === 'offline' ? 1 : 0;
  if (body?.kind === 'offline') return { kind: 'offline', pendingChanges: body.pendingChanges + waiting };
  if (waiting > 0) return { kind: 'offline', pendingChanges: waiting };
  if (title === 'saving') return body?.kind === 'saved' ? { ...body, kind: 'saving' } : { kind: 'saving' };
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
        <button type="button" className="font-medium underline" onClick={() => void reloadApp()}>
          {t('action.reload')}
        </button>
      )}
      {(status.kind === 'offline' || ('slower' in status && status.slower === true)) && <Diagnosis status={status} />}
    </div>
  );
}

/** The way to what stands between here and the server, where the connection is said to be slow or away. */
function Diagnosis({ status }: { status: SaveStatus }) {
  const isSlower = status.kind !== 'offline';
  return (
    <Link
      to="/diagnosis"
      data-connection={isSlower ? 'slower' : 'away'}
      title={isSlower ? t('connection.slower_detail') : undefined}
      aria-label={isSlower ? t('connection.slower') : t('connection.diagnosis')}
      className={classes(
        'flex shrink-0 items-center gap-1 underline decoration-dotted underline-offset-3 hover:text-ink max-sm:min-h-10 max-sm:min-w-8 max-sm:justify-center',
        isSlower && 'text-caution',
      )}
    >
      {isSlower && <Snail size={15} aria-hidden />}
      <span className="max-sm:sr-only">{isSlower ? t('connection.slower') : t('connection.diagnosis')}</span>
    </Link>
  );
}
