import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { classes } from './classes.ts';
import { coloursTogether, personColour } from './person-colour.ts';

const Colours = createContext<ReadonlyMap<string, string>>(new Map());

/** Tells the people of a list apart by their colours, as long as there are enough. */
export function AvatarsTogether({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const key = [...new Set(ids)].toSorted().join(' ');
  const colours = useMemo(() => coloursTogether(key.split(' ')), [key]);
  return <Colours value={colours}>{children}</Colours>;
}

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
  /** The address of their picture; their initials stand where there is none. */
  picture?: string | null | undefined;
  small?: boolean;
  className?: string;
}

export function Avatar({ id, name, colour, picture, small, className }: AvatarProps) {
  const colours = useContext(Colours);
  if (picture)
    return (
      <img
        src={picture}
        alt=""
        className={classes('shrink-0 rounded-full object-cover', small ? 'size-6' : 'size-8', className)}
      />
    );
  return (
    <span
      aria-hidden
      style={{ background: colour ?? colours.get(id) ?? personColour(id) }}
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
