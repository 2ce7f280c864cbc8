import type { WorkspaceRole } from '@materi/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Activity, History, ListTree, X, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, useCallback, useLayoutEffect, useRef, type ComponentType, type RefObject } from 'react';
import { t, type MessageKey } from '../../messages/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { usePhone } from './use-phone.ts';

/** What may stand beside a page, one at a time. */
export const PANEL_KINDS = ['outline', 'history', 'activity'] as const;
export type PanelKind = (typeof PANEL_KINDS)[number];

export interface PanelProps {
  documentId: string;
  workspaceId: string;
  access: WorkspaceRole;
}

interface Panel {
  title: MessageKey;
  icon: LucideIcon;
  /** Its code comes when the panel is opened. */
  Body: ComponentType<PanelProps>;
}

const PANELS: Partial<Record<PanelKind, Panel>> = {
  outline: {
    title: 'panel.outline',
    icon: ListTree,
    Body: lazy(() => import('../editor/outline/outline-panel.tsx')),
  },
  history: {
    title: 'panel.history',
    icon: History,
    Body: lazy(() => import('../history/history-panel.tsx')),
  },
  activity: {
    title: 'panel.activity',
    icon: Activity,
    Body: lazy(() => import('../history/activity-panel.tsx')),
  },
};

export const isPanelKind = (value: unknown): value is PanelKind => PANEL_KINDS.some((kind) => kind === value);

/** The panel that the address of the page names, and how to open another one; `null` closes it. */
export function usePanel(): [PanelKind | null, (kind: PanelKind | null) => void] {
  const { panel } = useSearch({ from: '/app/d/$documentId' });
  const navigate = useNavigate({ from: '/d/$documentId' });
  const open = useCallback(
    (kind: PanelKind | null) =>
      void navigate({
        search: (current) => ({ ...current, panel: kind ?? undefined }),
        hash: true,
        replace: true,
      }),
    [navigate],
  );
  return [panel ?? null, open];
}

/** Beside the page on a desk, over it on a phone. */
export function PagePanel(props: PanelProps) {
  const phone = usePhone();
  const [kind, open] = usePanel();
  const panel = kind === null ? undefined : PANELS[kind];
  if (phone) {
    return (
      <Sheet side="end" open={panel !== undefined} onOpenChange={() => open(null)} title={panel ? t(panel.title) : ''}>
        {panel && <PanelContent kind={kind} panel={panel} open={open} {...props} />}
      </Sheet>
    );
  }
  if (panel === undefined) return null;
  return <PanelAside kind={kind} panel={panel} open={open} {...props} />;
}

function PanelAside({ kind, panel, open, ...props }: ContentProps) {
  const aside = useRef<HTMLElement>(null);
  useReturnedFocus(aside);
  return (
    <aside
      ref={aside}
      aria-label={t(panel.title)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) open(null);
      }}
      className="flex w-95 shrink-0 flex-col border-s border-line bg-surface print:hidden"
    >
      <PanelContent kind={kind} panel={panel} open={open} {...props} />
    </aside>
  );
}

/** When the panel goes with the focus in it, the focus goes back to where it came from. */
function useReturnedFocus(panel: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    const element = panel.current;
    return () => {
      if (element?.contains(document.activeElement) !== true) return;
      const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body;
      (isThere ? before : document.querySelector<HTMLElement>('#main'))?.focus({ preventScroll: true });
    };
  }, [panel]);
}

interface ContentProps extends PanelProps {
  kind: PanelKind | null;
  panel: Panel;
  open(kind: PanelKind | null): void;
}

function PanelContent({ kind, panel, open, ...props }: ContentProps) {
  return (
    <>
      <div className="flex h-(--topbar) shrink-0 items-center gap-1 ps-4 pe-2">
        <h2 className="min-w-0 flex-1 truncate font-medium">{t(panel.title)}</h2>
        {PANEL_KINDS.map((one) => {
          const other = PANELS[one];
          if (other === undefined) return null;
          const Icon = other.icon;
          return (
            <IconButton
              key={one}
              label={t(other.title)}
              aria-pressed={one === kind}
              className={classes(one === kind && 'bg-active text-ink!')}
              onClick={() => open(one)}
            >
              <Icon size={16} />
            </IconButton>
          );
        })}
        <IconButton label={t('panel.close')} onClick={() => open(null)}>
          <X size={16} />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Suspense fallback={<SkeletonRows rows={4} />}>
          <panel.Body {...props} />
        </Suspense>
      </div>
    </>
  );
}
