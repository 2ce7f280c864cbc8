import { Copy } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import * as Y from 'yjs';
import { readBody } from '@materi/editor';
import { bodyToMarkdown } from '@materi/editor/markdown';
import { Button } from '../../../ui/button.tsx';
import { toast } from '../../../ui/toast.tsx';
import { copyText } from '../copy-text.ts';
import { t } from '../messages/index.ts';
import { clearDeviceCopies, copiedUpdates } from './device-copies.ts';
import { DiscardButton } from './discard-button.tsx';

interface UnsentCopyProps {
  personId: string;
  documentId: string;
  changes: number;
  onDiscarded(): void;
}

/**
 * What a person wrote into a page that the server no longer gives them, before the server had it: to read, to copy
 * and to let go of. Text, because there is no page any more that it could be edited in.
 */
export default function UnsentCopy({ personId, documentId, changes, onDiscarded }: UnsentCopyProps) {
  const [text, setText] = useState('');
  const title = useId();
  useEffect(() => {
    let current = true;
    void (async () => {
      const doc = new Y.Doc();
      for (const update of await copiedUpdates(personId, documentId)) Y.applyUpdate(doc, update);
      if (current) setText(bodyToMarkdown(readBody(doc)));
      doc.destroy();
    })().catch(() => current && setText(t('unsent.unreadable')));
    return () => {
      current = false;
    };
  }, [personId, documentId]);

  const copy = async () => {
    const copied = await copyText(text);
    toast(copied ? { tone: 'positive', text: t('unsent.copied') } : { tone: 'critical', text: t('unsent.notCopied') });
  };
  const discard = async () => {
    await clearDeviceCopies(personId, [documentId]);
    onDiscarded();
  };
  return (
    <section aria-labelledby={title} className="mx-auto w-full max-w-(--measure) px-5 pb-16 sm:px-8">
      <h3 id={title} className="font-semibold">
        {t('unsent.title')}
      </h3>
      <p className="mt-1 text-ink-soft">{t('unsent.explain', { changes })}</p>
      <textarea
        readOnly
        aria-labelledby={title}
        dir="auto"
        value={text}
        rows={12}
        className="mt-3 block w-full resize-y rounded-lg border border-line bg-raised p-3 text-sm text-ink"
      />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="primary" icon={<Copy size={15} />} onClick={() => void copy()}>
          {t('unsent.copy')}
        </Button>
        <DiscardButton onDiscard={() => void discard()} />
      </div>
    </section>
  );
}
