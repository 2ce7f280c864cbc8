import { t } from '../../../messages/settings.ts';
import {
  usePageWidth,
  useReading,
  useTextSize,
  useTheme,
  type PageWidth,
  type Reading,
  type TextSize,
  type Theme,
} from '../../frame/appearance.ts';
import { prefer } from '../preferences.ts';
import { Choice } from './choice.tsx';
import { SettingsSection } from './section.tsx';

export function AppearanceSettings() {
  const theme = useTheme();
  const reading = useReading();
  const textSize = useTextSize();
  const pageWidth = usePageWidth();
  return (
    <SettingsSection title={t('settings.appearance')} lead={t('appearance.lead')}>
      <div className="flex flex-col gap-6">
        <Choice<Theme>
          label={t('appearance.theme')}
          value={theme}
          onChange={(next) => void prefer({ theme: next })}
          options={{
            system: t('appearance.system'),
            light: t('appearance.light'),
            dark: t('appearance.dark'),
          }}
        />
        <Choice<Reading>
          label={t('appearance.reading')}
          value={reading}
          onChange={(next) => void prefer({ reading: next })}
          options={{ sans: t('appearance.sans'), serif: t('appearance.serif') }}
        />
        <Choice<TextSize>
          label={t('appearance.text_size')}
          value={textSize}
          onChange={(next) => void prefer({ textSize: next })}
          options={{
            small: t('appearance.small'),
            medium: t('appearance.medium'),
            large: t('appearance.large'),
          }}
        />
        <Choice<PageWidth>
          label={t('appearance.page_width')}
          value={pageWidth}
          onChange={(next) => void prefer({ pageWidth: next })}
          options={{ normal: t('appearance.normal'), wide: t('appearance.wide') }}
        />
        <p
          className="rounded-xl bg-sunken px-5 py-4 font-page"
          style={{ fontSize: 'var(--page-text, 1rem)', lineHeight: 'var(--page-leading, 1.625rem)' }}
          aria-label={t('appearance.sample_label')}
        >
          {t('appearance.sample')}
        </p>
      </div>
    </SettingsSection>
  );
}
