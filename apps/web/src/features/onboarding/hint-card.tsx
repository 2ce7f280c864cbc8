import type { Workspace } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Lightbulb } from 'lucide-react';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { keysText } from '../../ui/keys.tsx';
import { treeQuery } from '../documents/queries.ts';
import { membersQuery } from '../identity/queries.ts';
import { canEdit, canManage } from '../identity/roles.ts';
import { HINTS, refuseHints, seeHint, useDoneHints, useSeenHints, type Hint } from './hints.ts';

interface HintCardProps {
  workspace: Workspace;
  /** Whether a page is open; some hints help only there, others only elsewhere. */
  onPage: boolean;
}

/** One hint at a time, at the foot of the sidebar, where it covers nothing. */
export function HintCard({ workspace, onPage }: HintCardProps) {
  const seen = useSeenHints();
  const pages = useQuery({ ...treeQuery(workspace.id), enabled: seen.length < HINTS.length });
  const mayInvite = canManage(workspace.role);
  const members = useQuery({
    ...membersQuery(workspace.id),
    enabled: mayInvite && !seen.includes('people'),
  });
  useDoneHints();
  if (!canEdit(workspace.role) || pages.data === undefined || pages.data.length === 0) return null;

  const helps: Record<Hint, boolean> = {
    slash: onPage,
    palette: pages.data.length > 2,
    tree: pages.data.length > 3,
    people: onPage && mayInvite && members.data?.items.length === 1,
    keys: true,
  };
  const hint = HINTS.find((one) => helps[one] && !seen.includes(one));
  if (hint === undefined) return null;
  const text = hint === 'palette' ? t('hint.palette', { keys: keysText('Mod+K') }) : t(`hint.${hint}`);

  return (
    <section aria-label={t('hint.label')} className="animate-fade mx-2 mb-2 rounded-lg bg-accent-soft p-3 text-sm">
      <p className="flex gap-2">
        <Lightbulb size={15} aria-hidden className="mt-0.5 shrink-0 text-accent" />
        <span>{text}</span>
      </p>
      <div className="mt-2 flex flex-wrap gap-1 ps-5">
        <Button className="h-7! px-2.5" onClick={() => seeHint(hint)}>
          {t('hint.done')}
        </Button>
        <Button look="quiet" className="h-7! px-2.5" onClick={refuseHints}>
          {t('hint.none')}
        </Button>
      </div>
    </section>
  );
}
