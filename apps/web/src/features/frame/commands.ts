import { useEffect, useRef, type ReactNode } from 'react';
import type { MenuEntry } from '../../ui/menu.tsx';

/** Something that the palette can do. */
export interface Command {
  key: string;
  label: string;
  icon?: ReactNode;
  /** The shortcut, as it is shown. */
  keys?: string;
  run(): void;
}

const sources = new Set<() => readonly Command[]>();

/** Adds commands to the palette while the screen that calls this is shown. */
export function useScreenCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const source = () => latest.current;
    sources.add(source);
    return () => void sources.delete(source);
  }, []);
}

/** What the screens that are shown have added. */
export const screenCommands = (): Command[] => [...sources].flatMap((source) => [...source()]);

/** What a menu offers, as commands; entries that open lists of their own are left to the menu. */
export function menuCommands(entries: readonly MenuEntry[]): Command[] {
  return entries.flatMap((entry) => {
    if (entry === 'line' || !('onSelect' in entry) || entry.disabled === true) return [];
    const { label, icon, keys, onSelect } = entry;
    return [{ key: `menu-${label}`, label, icon, ...(keys === undefined ? {} : { keys }), run: onSelect }];
  });
}
