import type { DocumentEditorProps } from './contract.ts';

/** What extensions and menus ask of the frame. Always the newest functions, whatever was rendered when. */
export type EditorHost = Pick<
  DocumentEditorProps,
  'documentId' | 'searchPages' | 'pageTitle' | 'openPage' | 'createPage' | 'uploadFile'
> & {
  /** Says a sentence to screen readers and shows it for a moment. */
  say(sentence: string): void;
};

/** A box for the host, because extensions are made once and props change with each rendering. */
export interface HostBox {
  current: EditorHost;
}
