import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import type { DocumentSession } from '../session/session.ts';
import { personColour } from '../../../ui/person-colour.ts';
import { caretUser, readCaretUser } from '../session/presence.ts';
import { t } from '../messages.ts';

/** How long a name stays beside a caret that does not move. */
const NAME_SHOWN_MS = 2_500;

/** The carets of the others, in their colours, with their names while they move. */
export function carets(session: DocumentSession, person: { id: string; name: string }) {
  return CollaborationCaret.configure({
    provider: { awareness: session.awareness },
    user: caretUser(person),
    render(user) {
      const { id, name } = readCaretUser(user, 0);
      const caret = document.createElement('span');
      caret.className = 'person-caret';
      caret.style.setProperty('--person', personColour(id));
      const label = document.createElement('span');
      label.className = 'person-name is-shown';
      label.textContent = name || t('person.unknown');
      caret.append('\u2060', label, '\u2060');
      setTimeout(() => label.classList.remove('is-shown'), NAME_SHOWN_MS);
      return caret;
    },
    selectionRender(user) {
      const { id } = readCaretUser(user, 0);
      return { nodeName: 'span', class: 'person-selection', style: `--person: ${personColour(id)}` };
    },
  });
}
