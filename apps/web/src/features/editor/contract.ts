import type { JSX } from 'react';
import type { WorkspaceRole } from '@materi/contract';

/** What became of the changes that were made on this device. */
export type SaveStatus =
  // `slower` is set where no WebSocket gets through.
  | { kind: 'saved'; slower?: true }
  | { kind: 'saving'; slower?: true }
  | { kind: 'offline'; pendingChanges: number }
  | { kind: 'readonly'; reason: 'access' | 'reload' }
  | {
      kind: 'failed';
      detail: string;
      /** Set when the changes will never be taken, so that the person may let go of them. */
      refused?: true;
    };

/** Somebody who has the page open. `colour` is a CSS colour, one of `var(--person-1)` to `var(--person-8)`. */
export interface PresentPerson {
  id: string;
  name: string;
  colour: string;
  isMe: boolean;
}

/** A page as a link to it shows it. */
export interface PageLinkTarget {
  id: string;
  title: string;
  icon: string | null;
}

/** Somebody of the workspace, to be named in a page. */
export interface PersonTarget {
  id: string;
  name: string;
}

/** What a page of another site says of itself; the pictures are files of this server. */
export interface LinkPreview {
  title: string | null;
  description: string | null;
  siteName: string | null;
  image: string | null;
  icon: string | null;
}

/** A file that the server keeps. `url` is relative to the server. */
export interface UploadedFile {
  id: string;
  url: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
}

/** What the body of a page needs from the frame around it. */
export interface DocumentEditorProps {
  documentId: string;
  workspaceId: string;
  access: WorkspaceRole;
  person: { id: string; name: string };
  /** Called with each new state of saving; the frame shows it. */
  onStatus(status: SaveStatus): void;
  /** Called whenever somebody comes or leaves. */
  onPeople(people: PresentPerson[]): void;
  searchPages(query: string): Promise<PageLinkTarget[]>;
  /** Members of the workspace whose name fits, those who fit best first. */
  searchPeople(query: string): Promise<PersonTarget[]>;
  /** Asks the server what a page of another site is about; fails with a sentence that says why not. */
  previewLink(url: string): Promise<LinkPreview>;
  /** Title and icon of a page of this workspace, live from the tree; undefined when unknown. */
  pageTitle(id: string): Omit<PageLinkTarget, 'id'> | undefined;
  openPage(id: string, fragment?: string): void;
  /** Shows the versions of the page, which can be read when the page itself cannot. */
  openHistory(): void;
  createPage(title: string): Promise<{ id: string }>;
  /** `onProgress` takes the part that was sent, 0–1. Fails with an ApiError whose message may be shown. */
  uploadFile(file: File, onProgress: (part: number) => void): Promise<UploadedFile>;
  /** An access token for the collaboration socket, refreshed when needed. */
  getToken(): Promise<string>;
  /** Puts the caret at the start of the body as soon as it can be edited. */
  autoFocus?: boolean;
}

export type DocumentEditorComponent = (props: DocumentEditorProps) => JSX.Element;
