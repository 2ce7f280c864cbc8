import type { LucideIcon } from 'lucide-react';
import { Fragment, useEffect, useRef } from 'react';
import { classes } from '../../../ui/classes.ts';

/** One line of a list that opens while typing. */
export interface Choice {
  id: string;
  label: string;
  hint?: string;
  icon?: LucideIcon;
  /** An emoji in the place of the icon. */
  sign?: string | null;
  /** What to type for the same, shown at the end. */
  typed?: string | undefined;
  /** Lines with another heading than the line before begin a group. */
  heading?: string;
}

export interface ChoiceListProps {
  id: string;
  label: string;
  choices: readonly Choice[];
  chosen: number;
  empty: string;
  onPick(index: number): void;
  onPoint(index: number): void;
}

/** A list beside the caret. The keyboard stays in the text; the list says which line is chosen. */
export function ChoiceList({ id, label, choices, chosen, empty, onPick, onPoint }: ChoiceListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, choices]);
  return (
    <div ref={list} id={id} role="listbox" aria-label={label} className="choice-list animate-rise">
      {choices.length === 0 && <div className="choice-empty">{empty}</div>}
      {choices.map((choice, index) => {
        const Icon = choice.icon;
        const begins = choice.heading !== undefined && choice.heading !== choices[index - 1]?.heading;
        return (
          <Fragment key={choice.id}>
            {begins && (
              <div role="presentation" className="choice-heading">
                {choice.heading}
              </div>
            )}
            <div
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              tabIndex={-1}
              className={classes('choice', index === chosen && 'is-chosen')}
              onMouseDown={(event) => {
                event.preventDefault();
                onPick(index);
              }}
              onMouseMove={() => index !== chosen && onPoint(index)}
            >
              <span className="choice-icon">
                {choice.sign ? choice.sign : Icon !== undefined && <Icon size={17} strokeWidth={1.75} />}
              </span>
              <span className="choice-words">
                <span className="choice-label">{choice.label}</span>
                {choice.hint !== undefined && <span className="choice-hint">{choice.hint}</span>}
              </span>
              {choice.typed !== undefined && <kbd className="choice-typed">{choice.typed}</kbd>}
            </div>
          </Fragment>
        );
      })}
    </div>
  );
}
