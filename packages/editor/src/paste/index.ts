export { looksLikeMarkdown } from './looks-like-markdown.ts';
export { readPaste, type Paste, type PasteOptions, type PasteSource } from './read-paste.ts';
