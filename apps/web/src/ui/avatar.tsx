import { classes } from './classes.ts';
import { personColour } from './person-colour.ts';

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? '')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

interface AvatarProps {
  id: string;
  name: string;
  colour?: string;
  small?: boolean;
  className?: string;
}

export function Avatar({ id, name, colour, small, className }: AvatarProps) {
  return (
    <span
      aria-hidden
      style={{ background: colour ?? personColour(id) }}
      className={classes(
        'inline-flex shrink-0 items-center justify-center rounded-full font-semibold text-person-ink select-none',
        small ? 'size-6 text-[0.625rem]' : 'size-8 text-xs',
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}
