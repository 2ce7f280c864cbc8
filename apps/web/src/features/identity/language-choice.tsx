import { Languages } from 'lucide-react';
import { t } from '../../messages/identity.ts';
import { LANGUAGES, useLanguage, type LanguageCode } from '../../messages/language.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { chooseLanguageHere } from './preferences.ts';

/** The languages by their own names, for whoever cannot read the present one and has no settings yet. */
export function LanguageChoice() {
  const chosen = useLanguage();
  const entries = Object.entries(LANGUAGES).map(([code, { name }]) => ({
    label: name,
    checked: code === chosen,
    onSelect: () => void chooseLanguageHere(code as LanguageCode),
  }));
  return (
    <Menu entries={entries} align="center">
      <Button
        look="quiet"
        icon={<Languages size={15} />}
        aria-label={`${t('profile.language')}: ${LANGUAGES[chosen].name}`}
      >
        {LANGUAGES[chosen].name}
      </Button>
    </Menu>
  );
}
