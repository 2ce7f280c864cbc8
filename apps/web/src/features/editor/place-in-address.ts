import type { Editor } from '@tiptap/core';
import { useEffect } from 'react';
import { toast } from '../../ui/toast.tsx';
import { showAnchor } from './extensions/anchors.ts';
import { t } from './messages/index.ts';
import type { DocumentSession } from './session/session.ts';

/**
 * Shows the heading or block that the address names. What this device does not know of yet is looked for again when
 * the server's page has arrived; what is not there either is said, or a reader would look for it at the top.
 */
export function usePlaceInAddress(editor: Editor, session: DocumentSession): void {
  useEffect(() => {
    let frame = 0;
    let waiting = false;
    const show = () => {
      const isThere = location.hash.length <= 1 || showAnchor(editor, location.hash);
      waiting = !isThere && !session.state.current;
      if (!isThere && !waiting) toast({ text: t('anchor.gone'), key: 'anchor-gone' });
    };
    // Once the blocks are drawn.
    const soon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(show);
    };
    const stopListening = session.subscribe(() => {
      if (waiting && session.state.current) soon();
    });
    soon();
    window.addEventListener('hashchange', soon);
    return () => {
      cancelAnimationFrame(frame);
      stopListening();
      window.removeEventListener('hashchange', soon);
    };
  }, [editor, session]);
}
