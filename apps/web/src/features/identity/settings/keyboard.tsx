import { Search } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../../messages/settings.ts';
import { TextInput } from '../../../ui/field.tsx';
import { Keys, keysText } from '../../../ui/keys.tsx';
import { KEY_MAP } from '../../frame/key-map.ts';
import { SettingsSection } from './section.tsx';

/** Every shortcut, to be found by its words or its keys. */
export function KeyboardSettings() {
  const [sought, setSought] = useState('');
  const words = sought.trim().toLocaleLowerCase();
  const groups = KEY_MAP.map((group) => ({
    ...group,
    keys: group.keys.filter(([keys, message]) =>
      `${t(message)} ${keys} ${keysText(keys)}`.toLocaleLowerCase().includes(words),
    ),
  })).filter(({ keys }) => keys.length > 0);
  return (
    <SettingsSection title={t('settings.keyboard')} lead={t('keyboard.lead')}>
      <div className="relative mb-6 max-w-80">
        <Search size={15} aria-hidden className="absolute inset-y-0 start-2.5 my-auto text-ink-faint" />
        <TextInput
          type="search"
          aria-label={t('keyboard.search')}
          placeholder={t('keyboard.search')}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          className="ps-8"
        />
      </div>
      <div aria-live="polite">
        {groups.length === 0 && <p className="text-ink-soft">{t('keyboard.none')}</p>}
        {groups.map((group) => (
          <section key={group.title} className="mb-7">
            <h2 className="mb-1.5 font-medium text-ink-soft">{t(group.title)}</h2>
            <dl className="divide-y divide-line rounded-xl ring-1 ring-line ring-inset">
              {group.keys.map(([keys, message]) => (
                <div key={keys} className="flex min-h-10 items-center justify-between gap-4 px-4 py-1.5">
                  <dt>{t(message)}</dt>
                  <dd className="shrink-0">
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </SettingsSection>
  );
}
