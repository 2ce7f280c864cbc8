import type { Tag } from '@materi/contract';
import { useState, type FormEvent } from 'react';
import { t } from '../../messages/search.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Dialog } from '../../ui/dialog.tsx';
import { Field, Select, TextField } from '../../ui/field.tsx';
import { sameTag, TAG_SIGNS } from './tag-names.ts';
import { renameTag } from './tag-changes.ts';

interface Props {
  workspaceId: string;
  tag: Tag;
  /** All of the workspace. */
  tags: readonly Tag[];
  onClose(): void;
}

/** Another name for a tag; says so before two become one. */
export function RenameTagDialog({ workspaceId, tag, tags, onClose }: Props) {
  const [typed, setTyped] = useState(tag.name);
  const [busy, setBusy] = useState(false);
  const name = typed.trim().replace(/^#+/, '').trim();
  const isWrong = name === '' || name.length > TAG_SIGNS || name.includes(',');
  const other = tags.find((one) => one.name !== tag.name && sameTag(one.name, name));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) return;
    if (name === tag.name) return onClose();
    setBusy(true);
    if (await renameTag(workspaceId, tag.name, other?.name ?? name, other !== undefined)) onClose();
    else setBusy(false);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('tags.rename_title', { name: tag.name })}>
      <form onSubmit={(event) => void submit(event)}>
        <TextField
          autoFocus
          label={t('tags.name')}
          value={typed}
          maxLength={TAG_SIGNS + 5}
          onChange={(event) => setTyped(event.target.value)}
          onFocus={(event) => event.target.select()}
          error={isWrong && typed !== '' ? t('tags.name_wrong') : undefined}
          hint={other && t('tags.merge_asks', { name: other.name, pages: other.documents })}
        />
        <Actions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={isWrong}>
            {other === undefined ? t('tags.rename') : t('tags.merge_action')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

/** One tag becomes another that there is. */
export function MergeTagDialog({ workspaceId, tag, tags, onClose }: Props) {
  const others = tags.filter((one) => one.name !== tag.name).toSorted((a, b) => a.name.localeCompare(b.name));
  const [into, setInto] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (into === '') return;
    setBusy(true);
    if (await renameTag(workspaceId, tag.name, into, true)) onClose();
    else setBusy(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('tags.merge_title', { name: tag.name })}
      description={t('tags.merge_hint')}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Field label={t('tags.merge_into')}>
          {(control) => (
            <Select {...control} value={into} onChange={(event) => setInto(event.target.value)}>
              <option value="" disabled />
              {others.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Actions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={into === ''}>
            {t('tags.merge_action')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
