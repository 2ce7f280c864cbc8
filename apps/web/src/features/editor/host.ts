import type { DocumentEditorProps } from './contract.ts';
import type { DocumentSession } from './session/session.ts';

/** What extensions and menus ask of the frame. Always the newest functions, whatever was rendered when. */
export type EditorHost = Pick<
  DocumentEditorProps,
  'documentId' | 'searchPages' | 'searchPeople' | 'previewLink' | 'pageTitle' | 'openPage' | 'createPage' | 'uploadFile'
> & {
  /** Says a sentence to screen readers and shows it for a moment. */
  say(sentence: string): void;
  /** Opens another page for writing, without showing it, until it is released. */
  holdPage(documentId: string): { session: DocumentSession; release(): void };
};

/** A box for the host, because extensions are made once and props change with each rendering. */
export interface HostBox {
  current: EditorHost;
}
