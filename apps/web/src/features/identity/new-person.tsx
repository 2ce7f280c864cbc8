import { t } from '../../messages/identity.ts';
import { TextField } from '../../ui/field.tsx';

export interface NewPerson {
  name: string;
  email: string;
  password: string;
}

interface Props {
  value: NewPerson;
  onChange(value: NewPerson): void;
  error(name: string): string | undefined;
  /** The address is given and cannot be chosen. */
  fixedEmail?: string | null;
}

/** Name, address and password of somebody who is new here. */
export function NewPersonFields({ value, onChange, error, fixedEmail }: Props) {
  return (
    <>
      <TextField
        large
        label={t('identity.name')}
        name="name"
        autoComplete="name"
        autoFocus
        value={value.name}
        onChange={(event) => onChange({ ...value, name: event.target.value })}
        error={error('name')}
      />
      <TextField
        large
        label={t('identity.email')}
        type="email"
        name="email"
        autoComplete="username"
        readOnly={fixedEmail != null}
        value={fixedEmail ?? value.email}
        onChange={(event) => onChange({ ...value, email: event.target.value })}
        error={error('email')}
      />
      <TextField
        large
        label={t('identity.password')}
        type="password"
        name="password"
        autoComplete="new-password"
        hint={t('identity.password_hint')}
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.target.value })}
        error={error('password')}
      />
    </>
  );
}
