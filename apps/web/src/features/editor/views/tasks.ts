import { type AnyExtension, InputRule, type Node as NodeExtension } from '@tiptap/core';
import { t } from '../messages/index.ts';

/**
 * `[ ]` at the start of a line makes a to-do list. Tiptap's own rule takes the first list that may hold
 * a box, and in our schema that is the bullet list.
 */
export const withTaskRule = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension)
    .configure({ a11y: { checkboxLabel: (node: { textContent: string }) => node.textContent || t('block.taskList') } })
    .extend({
      addInputRules() {
        return [
          new InputRule({
            find: /^\s*\[( |x)?\]\s$/,
            handler: ({ range, match, chain }) => {
              chain()
                .deleteRange(range)
                .clearNodes()
                .toggleTaskList()
                .updateAttributes('taskItem', { checked: match[1] === 'x' })
                .run();
            },
          }),
        ];
      },
    });
