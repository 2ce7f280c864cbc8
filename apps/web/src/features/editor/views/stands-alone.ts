import type { NodeView } from '@tiptap/pm/view';

/**
 * What the views of blocks without text of their own have in common: they can be selected and carried as a
 * whole, what is pressed inside of `controls` (a selector) is theirs, and the editor never reads their DOM.
 */
export const standsAlone = (
  dom: Element,
  controls: string,
): Pick<NodeView, 'selectNode' | 'deselectNode' | 'stopEvent' | 'ignoreMutation'> => ({
  selectNode: () => dom.classList.add('is-selected'),
  deselectNode: () => dom.classList.remove('is-selected'),
  stopEvent: (event) =>
    event.target instanceof Element && event.target.closest(controls) !== null && !/^drag|^drop/.test(event.type),
  ignoreMutation: () => true,
});
