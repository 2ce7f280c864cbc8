import { useState } from 'react';
import { t } from '../../messages/history.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { nameVersion } from './versions.ts';

interface NameFormProps {
  documentId: string;
  /** `null` names the page as it is now. */
  versionId: string | null;
  name: string;
  onDone(): void;
}

/** A name for a version. Escape leaves it as it was; an empty one takes the name off. */
export function NameForm({ documentId, versionId, name, onDone }: NameFormProps) {
  const [text, setText] = useState(name);
  const [busy, setBusy] = useState(false);
  const wanted = text.trim();
  const useless = wanted === name || (wanted === '' && name === '');
  const save = async () => {
    if (useless) return onDone();
    setBusy(true);
    const done = await nameVersion(documentId, versionId, wanted);
    setBusy(false);
    if (done) onDone();
  };
  return (
    <form
      className="flex items-center gap-2 py-1"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onDone();
      }}
    >
      <TextInput
        autoFocus
        aria-label={t('history.name_label')}
        placeholder={t('history.name_label')}
        maxLength={200}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.currentTarget.value)}
        className="min-w-0 flex-1"
      />
      <Button look="primary" type="submit" busy={busy}>
        {t('history.name_save')}
      </Button>
    </form>
  );
}
