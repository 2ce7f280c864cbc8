import { getSchema } from '@tiptap/core';
import { EditorContent, useEditor } from '@tiptap/react';
import { memo, useEffect, useMemo, useState } from 'react';
import type { Transaction } from 'yjs';
import { documentExtensions } from '@materi/editor/view';
import { pageExtensions } from './extensions/index.ts';
import { FindBar } from './find/find-bar.tsx';
import type { HostBox } from './host.ts';
import { BlockHandle } from './menus/block-handle.tsx';
import { PhoneBar } from './menus/phone-bar.tsx';
import { TableMenu } from './menus/table-menu.tsx';
import { TextMenu } from './menus/text-menu.tsx';
import { t } from './messages/index.ts';
import { TableHandles } from './tables/table-handles.tsx';
import { bodyOf, type DocumentSession } from './session/session.ts';
import { usePlaceInAddress } from './place-in-address.ts';
import { unknownNewNode, unknownNode } from './session/unknown-nodes.ts';

interface PageBodyProps {
  session: DocumentSession;
  person: { id: string; name: string };
  box: HostBox;
  editable: boolean;
  autoFocus: boolean;
}

const schema = getSchema(documentExtensions());

/** Whether this program knows every block of the page, now and with each change that arrives. */
function useKnownBlocks(session: DocumentSession): boolean {
  const [known, setKnown] = useState(() => unknownNode(bodyOf(session), schema) === null);
  useEffect(() => {
    const body = bodyOf(session);
    const stop = () => {
      // Before the binding sees the change: it would delete the block for everybody.
      session.freeze();
      setKnown(false);
    };
    const check = (transaction: Transaction) => {
      if (!transaction.local && unknownNewNode(transaction, schema) !== null) stop();
    };
    if (unknownNode(body, schema) !== null) stop();
    // `beforeObserverCalls` comes before any observer, whenever it was added.
    session.doc.on('beforeObserverCalls', check);
    return () => session.doc.off('beforeObserverCalls', check);
  }, [session]);
  return known;
}

/**
 * The blocks of a page whose content is known. Drawn again only when something of its own changed:
 * its menus tell the editor of each drawing, and that costs a long page more than the letter that caused it.
 */
export const PageBody = memo(function PageBody(props: PageBodyProps) {
  const known = useKnownBlocks(props.session);
  return known ? <Blocks {...props} /> : null;
});

function Blocks({ session, person, box, editable, autoFocus }: PageBodyProps) {
  const extensions = useMemo(() => pageExtensions(session, person, box), [session, person, box]);
  const editor = useEditor(
    {
      extensions,
      editable,
      autofocus: autoFocus && editable ? 'start' : false,
      shouldRerenderOnTransaction: false,
      immediatelyRender: true,
      editorProps: {
        // Room around the caret: to see what comes below it, and the edge of code that scrolls sideways.
        scrollMargin: { top: 24, bottom: 72, left: 24, right: 24 },
        scrollThreshold: { top: 8, bottom: 24, left: 0, right: 0 },
        attributes: {
          class: 'page-body',
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': t('body.label'),
          spellcheck: 'true',
        },
      },
    },
    [extensions],
  );
  useEffect(() => {
    if (!editor.isDestroyed && editor.isEditable !== editable) editor.setEditable(editable, false);
  }, [editor, editable]);
  usePlaceInAddress(editor, session);

  return (
    <>
      <EditorContent editor={editor} />
      <FindBar editor={editor} box={box} />
      {editable && (
        <>
          <TextMenu editor={editor} box={box} />
          <TableMenu editor={editor} />
          <TableHandles editor={editor} />
          <BlockHandle editor={editor} box={box} />
          <PhoneBar editor={editor} box={box} />
        </>
      )}
    </>
  );
}
