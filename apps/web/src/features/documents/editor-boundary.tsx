import { CloudAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { reloadApp } from '../offline/updates.ts';

/**
 * An editor that could not be loaded or broke never looks like an empty page.
 * A class, because React knows no other way to catch what a child throws.
 */
export class EditorBoundary extends Component<{ openHistory(): void; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice
        icon={<CloudAlert size={32} strokeWidth={1.4} />}
        title={t('editor.failed')}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Button look="primary" onClick={() => void reloadApp()}>
              {t('action.reload')}
            </Button>
            <Button onClick={this.props.openHistory}>{t('editor.versions')}</Button>
          </div>
        }
      >
        {t('editor.failed_detail')}
      </Notice>
    );
  }
}
