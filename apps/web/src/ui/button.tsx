import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import { withTooltip } from './tooltip.ts';

type Look = 'primary' | 'plain' | 'quiet' | 'critical';

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-hover font-medium',
  plain:
    'bg-raised text-ink ring-1 ring-inset ring-line hover:bg-sunken font-medium aria-pressed:bg-accent-soft aria-pressed:ring-accent',
  quiet:
    'text-ink-soft hover:bg-hover hover:text-ink aria-pressed:bg-active aria-pressed:text-ink aria-pressed:font-medium',
  critical: 'bg-critical text-critical-ink hover:opacity-90 font-medium',
};

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` is for the one thing to do next. */
  look?: Look;
  icon?: ReactNode;
  /** Taller, for forms that stand alone. */
  large?: boolean;
  /** The action runs: the button keeps its words and cannot be pressed again. */
  busy?: boolean;
}

export function Button({ look = 'plain', icon, large, busy, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy === true}
      aria-busy={busy}
      className={classes(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md whitespace-nowrap transition-colors duration-120',
        'disabled:opacity-55',
        large ? 'h-10 px-4' : 'h-8 px-3 max-sm:h-10',
        LOOKS[look],
        className,
      )}
    >
      {icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** Said by screen readers and shown on hover. */
  label: string;
  /** Shown on hover beside the label, for example `⌘K`. */
  keys?: string;
  /** For rows of a list. */
  small?: boolean;
}

export function IconButton({ label, keys, small, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      {...withTooltip(keys)}
      {...rest}
      className={classes(
        'inline-flex shrink-0 items-center justify-center rounded-md text-ink-soft transition-colors duration-120',
        'hover:bg-hover hover:text-ink disabled:opacity-40 data-[state=open]:bg-active data-[state=open]:text-ink',
        small ? 'size-6' : 'size-8 max-sm:size-10',
        className,
      )}
    />
  );
}
