import type { Editor } from '@tiptap/core';
import type { Mark } from '@tiptap/pm/model';
import { COLOURS, type Colour } from '@materi/editor';
import type { MenuEntry } from '../../../ui/menu.tsx';
import type { BlockRange } from '../blocks/units.ts';
import { t } from '../messages/index.ts';

type ColourMark = 'textColour' | 'highlight';

/** The words of a range get a colour, or lose it with `null`. */
export function setColour(editor: Editor, range: BlockRange, mark: ColourMark, colour: Colour | null): void {
  const { tr, schema } = editor.state;
  const type = schema.marks[mark];
  if (type === undefined) return;
  tr.removeMark(range.from, range.to, type);
  if (colour !== null) tr.addMark(range.from, range.to, type.create({ colour }));
  editor.view.dispatch(tr);
}

/** The colour that all of a range has; `null` where it has none or several. */
export function colourOf(editor: Editor, range: BlockRange | null, mark: ColourMark): string | null {
  if (range === null) return null;
  const found = new Set<string | null>();
  const { doc } = editor.state;
  if (range.to > doc.content.size) return null;
  doc.nodesBetween(range.from, range.to, (node) => {
    if (node.isText) {
      const own: Mark | undefined = node.marks.find(({ type }) => type.name === mark);
      found.add(own === undefined ? null : String(own.attrs['colour'] ?? 'yellow'));
    }
    return found.size < 2;
  });
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

function Swatch({ mark, colour }: { mark: ColourMark; colour: Colour | null }) {
  return (
    <span className="colour-swatch" data-mark={mark} data-colour={colour ?? undefined} aria-hidden>
      {t('colour.letter')}
    </span>
  );
}

/** Colours of words and of their background, as entries of a menu. */
export function colourEntries(editor: Editor, range: () => BlockRange | null): MenuEntry[] {
  const entriesFor = (mark: ColourMark): MenuEntry[] => {
    const present = colourOf(editor, range(), mark);
    return [null, ...COLOURS].map((colour) => ({
      label: t(colour === null ? 'colour.none' : `colour.${colour}`),
      icon: <Swatch mark={mark} colour={colour} />,
      checked: present === colour,
      onSelect() {
        const at = range();
        if (at !== null) setColour(editor, at, mark, colour);
      },
    }));
  };
  return [
    { heading: t('colour.text') },
    ...entriesFor('textColour'),
    { heading: t('colour.background') },
    ...entriesFor('highlight'),
  ];
}
