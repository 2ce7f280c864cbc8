import type { MessageKey } from '../../messages/keys.ts';

/** Every shortcut with what it does, for the map that `?` shows and for the settings. */
export const KEY_MAP: { title: MessageKey; keys: [string, MessageKey][] }[] = [
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
  { title: 'keys.favourites', keys: [['Alt+↑ ↓', 'keys.tree_move']] },
  { title: 'keys.page', keys: [['Mod+Alt+S', 'keys.version_name']] },
  {
    title: 'keys.inbox',
    keys: [
      ['J', 'keys.inbox_next'],
      ['K', 'keys.inbox_previous'],
      ['Enter', 'keys.inbox_open'],
      ['E', 'keys.inbox_read'],
    ],
  },
  {
    title: 'keys.writing',
    keys: [
      ['/', 'keys.slash'],
      ['[[', 'keys.page_link'],
      ['Mod+B', 'keys.bold'],
      ['Mod+I', 'keys.italic'],
      ['Mod+U', 'keys.underline'],
      ['Mod+E', 'keys.code'],
      ['Mod+K', 'keys.link'],
      ['Mod+Shift+H', 'keys.highlight'],
      ['Mod+Shift+X', 'keys.clear_format'],
      ['Mod+Shift+V', 'keys.paste_plain'],
      ['Alt+F10', 'keys.text_menu'],
      ['Mod+Z', 'keys.undo'],
      ['Mod+Shift+Z', 'keys.redo'],
    ],
  },
  {
    title: 'keys.find',
    keys: [
      ['Mod+F', 'keys.find_open'],
      ['Mod+H', 'keys.find_replace'],
      ['F3', 'keys.find_next'],
      ['Shift+F3', 'keys.find_previous'],
      ['Mod+Enter', 'keys.find_replace_all'],
    ],
  },
  {
    title: 'keys.blocks',
    keys: [
      ['Esc', 'keys.block_select'],
      ['Shift+↑ ↓', 'keys.block_extend'],
      ['Mod+A', 'keys.block_all'],
      ['Alt+↑ ↓', 'keys.block_move'],
      ['Tab', 'keys.block_indent'],
      ['Shift+Tab', 'keys.block_outdent'],
      ['Mod+D', 'keys.block_duplicate'],
      ['Mod+Shift+Backspace', 'keys.block_delete'],
      ['Mod+/', 'keys.block_menu'],
      ['Mod+Alt+0', 'keys.block_text'],
      ['Mod+Alt+1 … 4', 'keys.block_heading'],
      ['Mod+Shift+7', 'keys.block_numbers'],
      ['Mod+Shift+8', 'keys.block_bullets'],
      ['Mod+Shift+9', 'keys.block_tasks'],
      ['Mod+Shift+B', 'keys.block_quote'],
      ['Mod+Alt+C', 'keys.block_code'],
    ],
  },
  {
    title: 'keys.tables',
    keys: [
      ['Tab', 'keys.table_next'],
      ['Shift+Tab', 'keys.table_previous'],
      ['Alt+Shift+← →', 'keys.table_width'],
    ],
  },
];
