import { useState, type FormEvent } from 'react';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormError } from './entry-page.tsx';
import { useSubmit } from './form.ts';

interface Props {
  title: string;
  description?: string;
  /** The name of the field. */
  label: string;
  /** What the button says. */
  action: string;
  initialName?: string;
  /** What the name is for. Fails with what the server says, which is shown; the dialog stays until it is closed. */
  onName(name: string): Promise<void>;
  onClose(): void;
}

/** Asks for the name of something that the server names. */
export function NameDialog({ title, description, label, action, initialName = '', onName, onClose }: Props) {
  const [name, setName] = useState(initialName);
  const form = useSubmit(['name']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(() => onName(name));
  };
  return (
    <Dialog open onOpenChange={onClose} title={title} {...(description === undefined ? {} : { description })}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-3 pt-2">
        <TextField
          label={label}
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.error('name')}
        />
        <FormError text={form.whole} />
        <Actions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {action}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
