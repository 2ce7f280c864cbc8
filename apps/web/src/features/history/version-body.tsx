import type { BlockNode } from '@materi/editor';
import { documentExtensions } from '@materi/editor/view';
import { getSchema, type JSONContent } from '@tiptap/core';
import { EditorContent, useEditor } from '@tiptap/react';
import { useEffect, useMemo, useRef } from 'react';
import { t } from '../../messages/history.ts';
import type { HostBox } from '../editor/host.ts';
import { pageBlocks } from '../editor/extensions/page-blocks.ts';
import '../editor/editor.css';
import { changeMarks } from './change-marks.ts';
import './version-body.css';

interface VersionBodyProps {
  body: BlockNode;
  documentId: string;
  person: { id: string; name: string };
  pageTitle(id: string): { title: string; icon: string | null } | undefined;
  openPage(id: string, fragment?: string): void;
}

const blockTypes = Object.values(getSchema(documentExtensions()).nodes)
  .filter((type) => type.isBlock && type.name !== 'doc')
  .map((type) => type.name);

const refuse = () => Promise.reject(new Error('an old version is not written to'));

/** A body that nobody edits, drawn with the blocks of the page. */
export function VersionBody({ body, documentId, person, pageTitle, openPage }: VersionBodyProps) {
  // A box, because extensions are made once and the frame brings new functions with each drawing.
  const host: HostBox['current'] = {
    documentId,
    pageTitle,
    openPage,
    say: () => undefined,
    searchPages: async () => [],
    searchPeople: async () => [],
    previewLink: refuse,
    createPage: refuse,
    uploadFile: refuse,
    holdPage: () => {
      throw new Error('an old version is not written to');
    },
  };
  const box = useRef(host);
  box.current = host;
  const extensions = useMemo(() => [...pageBlocks(person, box), ...changeMarks(blockTypes)], [person, box]);
  const editor = useEditor(
    {
      extensions,
      content: body as JSONContent,
      editable: false,
      // What this program does not know is left out, and the rest is shown.
      enableContentCheck: false,
      immediatelyRender: true,
      editorProps: {
        attributes: {
          class: 'page-body version-body',
          'aria-label': t('version.label'),
          role: 'document',
          tabindex: '0',
        },
      },
    },
    [extensions],
  );
  useEffect(() => {
    if (!editor.isDestroyed) editor.commands.setContent(body as JSONContent, { emitUpdate: false });
  }, [editor, body]);
  return <EditorContent editor={editor} />;
}
