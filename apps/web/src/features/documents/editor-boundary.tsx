import { CloudAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/**
 * An editor that could not be loaded or broke never looks like an empty page.
 * A class, because React knows no other way to catch what a child throws.
 */
export class EditorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
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
          <Button look="primary" onClick={() => location.reload()}>
            {t('action.reload')}
          </Button>
        }
      >
        {t('editor.failed_detail')}
      </Notice>
    );
  }
}
