import { t } from '../../messages/keys.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Keys } from '../../ui/keys.tsx';
import { KEY_MAP } from './key-map.ts';

/** `?`: the map of the keyboard. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog open onOpenChange={onClose} title={t('keys.title')} wide isText>
      <div className="grid gap-x-10 gap-y-6 pt-2 sm:grid-cols-2">
        {KEY_MAP.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1.5 font-medium text-ink-soft">{t(group.title)}</h3>
            <dl>
              {group.keys.map(([keys, message]) => (
                <div key={keys} className="flex h-8 items-center justify-between gap-4">
                  <dt>{t(message)}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
