import { ChevronDown } from 'lucide-react';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { classes } from './classes.ts';

const BOX =
  'w-full rounded-md bg-raised text-ink ring-1 ring-inset ring-line-strong transition-shadow duration-120 placeholder:text-ink-faint hover:ring-ink-soft focus:ring-2 focus:ring-accent focus:outline-none aria-invalid:ring-critical disabled:opacity-60';

interface FieldProps {
  label: string;
  /** Help that is always there. */
  hint?: ReactNode;
  /** What is wrong and how to mend it. */
  error?: string | undefined;
  children(control: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }): ReactNode;
}

/** A label, one control, and what to know about it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = `${id}-note`;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': error || hint ? note : undefined, 'aria-invalid': error !== undefined })}
      {(error || hint) && (
        <p id={note} className={classes('text-sm', error ? 'text-critical' : 'text-ink-soft')}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

export function TextInput({ large, className, ...rest }: ComponentProps<'input'> & { large?: boolean }) {
  return (
    // 16 px on a phone, or iOS zooms into the field.
    <input
      {...(rest.type === 'email' || rest.type === 'password' ? { dir: 'ltr' } : {})}
      {...rest}
      className={classes(BOX, 'px-3 max-sm:text-page', large ? 'h-10' : 'h-8 max-sm:h-10', className)}
    />
  );
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={classes('relative inline-flex', className)}>
      <select {...rest} className={classes(BOX, 'h-8 appearance-none pe-8 ps-3 max-sm:h-10')} />
      <ChevronDown
        size={15}
        aria-hidden
        className="pointer-events-none absolute inset-y-0 end-2.5 my-auto text-ink-soft"
      />
    </span>
  );
}

interface TextFieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  large?: boolean;
}

/** The usual field: one line of text. */
export function TextField({ label, hint, error, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <TextInput {...control} {...rest} />}
    </Field>
  );
}

interface CheckFieldProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: string;
  hint?: string | undefined;
}

/** Yes or no. */
export function CheckField({ label, hint, ...rest }: CheckFieldProps) {
  const id = useId();
  const note = `${id}-note`;
  return (
    <div className="flex items-start gap-2.5">
      <input
        {...rest}
        id={id}
        type="checkbox"
        aria-describedby={hint === undefined ? undefined : note}
        className="mt-0.5 size-4 shrink-0 accent-accent max-sm:size-5"
      />
      <div className="min-w-0">
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p id={note} className="text-sm text-ink-soft">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
