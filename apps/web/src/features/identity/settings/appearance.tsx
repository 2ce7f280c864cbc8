import { ToggleGroup } from 'radix-ui';
import { t } from '../../../messages/index.ts';
import { setReading, setTheme, useReading, useTheme, type Reading, type Theme } from '../../frame/appearance.ts';
import { SettingsSection } from './section.tsx';

export function AppearanceSettings() {
  const theme = useTheme();
  const reading = useReading();
  return (
    <SettingsSection title={t('settings.appearance')} lead={t('settings.appearance_lead')}>
      <div className="flex flex-col gap-6">
        <Choice<Theme>
          label={t('appearance.theme')}
          value={theme}
          onChange={setTheme}
          options={{
            system: t('appearance.system'),
            light: t('appearance.light'),
            dark: t('appearance.dark'),
          }}
        />
        <Choice<Reading>
          label={t('appearance.reading')}
          value={reading}
          onChange={setReading}
          options={{ sans: t('appearance.sans'), serif: t('appearance.serif') }}
        />
        <p
          className="max-w-120 rounded-xl bg-sunken px-5 py-4 font-page text-page"
          aria-label={t('appearance.sample_label')}
        >
          {t('appearance.sample')}
        </p>
      </div>
    </SettingsSection>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: Record<Value, string>;
  onChange(value: Value): void;
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <div>
      <div className="mb-1.5 font-medium">{label}</div>
      <ToggleGroup.Root
        type="single"
        aria-label={label}
        value={value}
        onValueChange={(next) => next !== '' && onChange(next as Value)}
        className="inline-flex rounded-lg bg-sunken p-0.5"
      >
        {(Object.keys(options) as Value[]).map((one) => (
          <ToggleGroup.Item
            key={one}
            value={one}
            className="h-7 rounded-md px-3.5 text-ink-soft transition-colors duration-120 hover:text-ink data-[state=on]:bg-raised data-[state=on]:font-medium data-[state=on]:text-ink data-[state=on]:shadow-sm data-[state=on]:ring-1 data-[state=on]:ring-line max-sm:h-10"
          >
            {options[one]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  );
}
