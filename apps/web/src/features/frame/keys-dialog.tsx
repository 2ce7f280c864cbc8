import { t, type MessageKey } from '../../messages/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Keys } from '../../ui/keys.tsx';

const GROUPS: { title: MessageKey; keys: [string, MessageKey][] }[] = [
  {
    title: 'keys.everywhere',
    keys: [
      ['Mod+K', 'keys.switcher'],
      ['Mod+Alt+N', 'page.new'],
      ['Mod+\\', 'keys.sidebar'],
      ['?', 'keys.this'],
      ['Esc', 'keys.back'],
    ],
  },
  {
    title: 'keys.tree',
    keys: [
      ['↑ ↓', 'keys.tree_walk'],
      ['← →', 'keys.tree_fold'],
      ['Enter', 'keys.tree_open'],
      ['F2', 'page.rename'],
      ['Delete', 'page.trash'],
      ['Alt+↑ ↓', 'keys.tree_move'],
      ['Alt+← →', 'keys.tree_nest'],
    ],
  },
  {
    title: 'keys.writing',
    keys: [
      ['/', 'keys.slash'],
      ['[[', 'keys.page_link'],
      ['Mod+B', 'keys.bold'],
      ['Mod+I', 'keys.italic'],
      ['Mod+E', 'keys.code'],
      ['Mod+Z', 'keys.undo'],
      ['Mod+Shift+Z', 'keys.redo'],
    ],
  },
];

/** `?`: the map of the keyboard. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog open onOpenChange={onClose} title={t('keys.title')} wide>
      <div className="grid gap-x-10 gap-y-6 pt-2 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1.5 font-medium text-ink-soft">{t(group.title)}</h3>
            <dl>
              {group.keys.map(([keys, message]) => (
                <div key={keys} className="flex h-8 items-center justify-between gap-4">
                  <dt>{t(message)}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
