import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import { announceQuickly, ofOthers } from '../binding/quick-carets.ts';
import type { DocumentSession } from '../session/session.ts';
import { personColour } from '../../../ui/person-colour.ts';
import { caretUser, presentColours, readCaretUser } from '../session/presence.ts';
import { t } from '../messages/index.ts';

/** How long a name stays beside a caret that does not move. */
const NAME_SHOWN_MS = 2_500;

/** The carets of the others, in their colours, with their names while they move. */
export function carets(session: DocumentSession, person: { id: string; name: string }) {
  const colourOf = (id: string) => presentColours(session.awareness, person.id).get(id) ?? personColour(id);
  return CollaborationCaret.extend({
    addProseMirrorPlugins() {
      return announceQuickly(this.parent?.() ?? [], session.awareness);
    },
  }).configure({
    provider: { awareness: ofOthers(session.awareness) },
    user: caretUser(person),
    render(user) {
      const { id, name } = readCaretUser(user, 0);
      const caret = document.createElement('span');
      caret.className = 'person-caret';
      // A name in the middle of a sentence is not read aloud; who is here is said above the page.
      caret.setAttribute('aria-hidden', 'true');
      caret.style.setProperty('--person', colourOf(id));
      const label = document.createElement('span');
      label.className = 'person-name is-shown';
      label.textContent = name || t('person.unknown');
      caret.append('\u2060', label, '\u2060');
      setTimeout(() => label.classList.remove('is-shown'), NAME_SHOWN_MS);
      return caret;
    },
    selectionRender(user) {
      const { id } = readCaretUser(user, 0);
      return { nodeName: 'span', class: 'person-selection', style: `--person: ${colourOf(id)}` };
    },
  });
}
