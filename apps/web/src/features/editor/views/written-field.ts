/** Where a field that belongs to a block writes its words, and what the document says there now. */
interface WrittenFieldNeeds {
  /** Takes the words as they are in the field. What is typed without leaving it comes with the same `visit`. */
  write(words: string, visit: object): void;
  present(): string;
}

/**
 * Writes what is typed into a field of a block into the document as it is typed: others read it, it counts as
 * unsaved until the server has it, and closing the page loses none of it.
 *
 * The field is never written to while somebody types in it, so that its caret, its own undo and a word that is
 * being composed stay as they are; when it is left it shows what the document says, others' words included.
 */
export function writeAsTyped(
  field: HTMLInputElement | HTMLTextAreaElement,
  { write, present }: WrittenFieldNeeds,
): void {
  let visit = {};
  field.addEventListener('focus', () => {
    visit = {};
  });
  field.addEventListener('input', () => write(field.value, visit));
  field.addEventListener('blur', () => {
    // The window lost the focus, and gives it back to the field.
    if (document.activeElement === field) return;
    field.value = present();
  });
}

/** Whether a key ends the work in a field: not the Enter with which a word is composed. */
export const isLeavingKey = ({ key, isComposing }: KeyboardEvent): boolean =>
  !isComposing && (key === 'Enter' || key === 'Escape');
