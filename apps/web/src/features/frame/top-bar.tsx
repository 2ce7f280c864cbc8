import { PanelLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { keysText } from '../../ui/keys.tsx';
import { useFrame } from './frame-context.ts';

/** Above every screen of the frame: where we are on the left, what can be done on the right. */
export function TopBar({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  const { toggleSidebar, sidebarHidden } = useFrame();
  return (
    <header className="flex h-(--topbar) shrink-0 items-center gap-2 pe-3 ps-4 max-md:pe-1 max-md:ps-1 print:hidden">
      {sidebarHidden && (
        <IconButton label={t('frame.show_sidebar')} keys={keysText('Mod+\\')} onClick={toggleSidebar}>
          <PanelLeft size={17} className="rtl:-scale-x-100" />
        </IconButton>
      )}
      <div className="flex min-w-0 flex-1 items-center">{children}</div>
      {actions}
    </header>
  );
}

/** A screen with a title of its own: home, trash, settings. */
export function Screen({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <>
      <TopBar actions={actions === undefined ? undefined : <div className="max-md:pe-2">{actions}</div>}>
        <span className="truncate text-ink-soft">{title}</span>
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-(--measure) px-5 pt-6 pb-24 sm:pt-12">{children}</div>
      </div>
    </>
  );
}

/** The large words on top of such a screen. */
export const ScreenTitle = ({ children }: { children: ReactNode }) => (
  <h1 className="mb-6 text-xl font-semibold tracking-tight wrap-anywhere sm:text-[1.75rem]/9">{children}</h1>
);
