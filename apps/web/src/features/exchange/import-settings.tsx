import { openDialog } from '../frame/dialog-store.ts';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { SettingsSection } from '../identity/settings/section.tsx';
import { RecentImports } from './recent-imports.tsx';

/** `Settings → Imports`: what came into the workspace from files, and the way back. */
export function ImportSettings({ workspaceId }: { workspaceId: string }) {
  return (
    <SettingsSection title={t('settings.imports')} lead={t('import.recent_detail')}>
      <RecentImports
        workspaceId={workspaceId}
        onContinue={(continued) => openDialog({ kind: 'import', files: [], into: null, continued })}
        whenNone={<p className="text-ink-soft">{t('import.recent_none')}</p>}
      />
      <Button className="mt-4" onClick={() => openDialog({ kind: 'import', files: [], into: null })}>
        {t('import.open')}
      </Button>
    </SettingsSection>
  );
}
