import { Bold } from '@tiptap/extension-bold';
import { Code } from '@tiptap/extension-code';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Italic } from '@tiptap/extension-italic';
import { Link } from '@tiptap/extension-link';
import { Strike } from '@tiptap/extension-strike';
import { Subscript } from '@tiptap/extension-subscript';
import { Superscript } from '@tiptap/extension-superscript';
import { Underline } from '@tiptap/extension-underline';

/** Code may be bold and may be a link, as in Markdown; Tiptap's own excludes every other mark. */
const DocumentCode = Code.extend({ excludes: 'code' });

/** A link keeps its address and title only: how it opens is the reader's business, not the document's. */
const DocumentLink = Link.extend({
  addAttributes() {
    return { href: { default: null }, title: { default: null } };
  },
}).configure({
  openOnClick: false,
  HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: null },
});

export { Bold, DocumentCode, HardBreak, DocumentLink, Italic, Strike, Subscript, Superscript, Underline };
