import { Extension, type Editor } from '@tiptap/core';
import { PluginKey } from '@tiptap/pm/state';
import { shift } from '@floating-ui/dom';
import { ReactRenderer } from '@tiptap/react';
import { Suggestion, type SuggestionMatch, type SuggestionProps, type Trigger } from './suggestion.ts';
import { ChoiceList, type Choice, type ChoiceListProps } from './choice-list.tsx';

interface WhileTyping {
  name: string;
  label: string;
  empty: string;
  /** Whether the text before the caret asks for the list; the group `query` is what is looked for. */
  find: RegExp;
  /** Whether a query that matches `find` is still about the list; it is when not given. */
  isQuery?(query: string): boolean;
  choices(query: string, trigger: string): Promise<Choice[]> | Choice[];
  pick(editor: Editor, range: { from: number; to: number }, choice: Choice, query: string): void;
}

/** What stands before the caret when it matches `find`: its range, the query, and the sign that opened it. */
function matchBefore({ $position }: Trigger, find: RegExp): SuggestionMatch {
  const before = $position.parent.textBetween(
    Math.max(0, $position.parentOffset - 80),
    $position.parentOffset,
    undefined,
    '\ufffc',
  );
  const match = find.exec(before);
  const query = match?.groups?.['query'];
  const sign = match?.groups?.['sign'];
  if (query === undefined || sign === undefined) return null;
  const text = sign + query;
  return { range: { from: $position.pos - text.length, to: $position.pos }, query, text };
}

/** A list of choices that opens beside the caret while one types, and is used without leaving the text. */
export function whileTyping({ name, label, empty, find, isQuery, choices, pick }: WhileTyping) {
  return Extension.create({
    name,
    addProseMirrorPlugins() {
      const { editor } = this;
      const listId = `${name}-list`;
      let renderer: ReactRenderer<unknown, ChoiceListProps> | null = null;
      let unmount: (() => void) | undefined;
      let props: SuggestionProps<Choice> | null = null;
      let chosen = 0;

      const tellReaders = () => {
        const { dom } = editor.view;
        if (props === null) {
          for (const told of ['aria-controls', 'aria-activedescendant']) dom.removeAttribute(told);
          return;
        }
        dom.setAttribute('aria-controls', listId);
        if (props.items.length > 0) dom.setAttribute('aria-activedescendant', `${listId}-${chosen}`);
        else dom.removeAttribute('aria-activedescendant');
      };
      const listProps = (): ChoiceListProps => ({
        id: listId,
        label,
        empty,
        choices: props?.items ?? [],
        chosen,
        onPick: take,
        onPoint: choose,
      });
      const show = () => {
        renderer?.updateProps({ ...listProps() });
        tellReaders();
      };
      function choose(index: number) {
        chosen = index;
        show();
      }
      function take(index: number) {
        const choice = props?.items[index];
        if (choice !== undefined) props?.command(choice);
      }

      return [
        Suggestion<Choice>({
          editor,
          pluginKey: new PluginKey(name),
          placement: 'bottom-start',
          floatingUi: { middleware: [shift({ padding: 8 })] },
          // Closed with Escape, it stays so for this sign: else each space that anybody types would open it again.
          allowSpaces: true,
          decorationClass: 'being-chosen',
          findSuggestionMatch(trigger) {
            const match = matchBefore(trigger, find);
            return match === null || isQuery?.(match.query) === false ? null : match;
          },
          allow: ({ state }) => editor.isEditable && !state.selection.$from.parent.type.spec.code,
          items: ({ query }) => choices(query, name),
          command: ({ editor: target, range, props: choice }) => pick(target, range, choice, props?.query ?? ''),
          render: () => ({
            onStart(next) {
              props = next;
              chosen = 0;
              renderer = new ReactRenderer(ChoiceList, { editor, props: { ...listProps() } });
              unmount = next.mount(renderer.element);
              tellReaders();
            },
            onUpdate(next) {
              const queryChanged = next.query !== props?.query;
              props = next;
              if (queryChanged || chosen >= next.items.length) chosen = 0;
              show();
            },
            onExit() {
              props = null;
              unmount?.();
              renderer?.destroy();
              renderer = null;
              tellReaders();
            },
            onKeyDown({ event }) {
              const count = props?.items.length ?? 0;
              if (props === null || event.isComposing) return false;
              if (event.key === 'ArrowDown' && count > 0) choose((chosen + 1) % count);
              else if (event.key === 'ArrowUp' && count > 0) choose((chosen + count - 1) % count);
              else if ((event.key === 'Enter' || event.key === 'Tab') && count > 0) take(chosen);
              else return false;
              return true;
            },
          }),
        }),
      ];
    },
  });
}
