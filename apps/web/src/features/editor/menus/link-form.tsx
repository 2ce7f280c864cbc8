import type { Editor } from '@tiptap/core';
import { FileText } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { pageAddress } from '@materi/editor';
import { Button } from '../../../ui/button.tsx';
import type { PageLinkTarget } from '../contract.ts';
import { readAddress } from '../extensions/links.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';

interface LinkFormProps {
  editor: Editor;
  box: HostBox;
  href: string;
  onDone(): void;
}

/** Takes an address, or finds a page by its name. Escape leaves the link as it was. */
export function LinkForm({ editor, box, href, onDone }: LinkFormProps) {
  const [typed, setTyped] = useState(href);
  const [invalid, setInvalid] = useState(false);
  const [pages, setPages] = useState<PageLinkTarget[]>([]);
  const field = useRef<HTMLInputElement>(null);
  // The menu is put in its place after this is drawn; focus follows it.
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  useEffect(() => {
    let wanted = true;
    const query = typed.trim();
    if (query === '' || readAddress(query) !== null) setPages([]);
    else {
      box.current.searchPages(query).then(
        (found) => wanted && setPages(found.slice(0, 5)),
        () => wanted && setPages([]),
      );
    }
    return () => {
      wanted = false;
    };
  }, [typed, box]);

  const set = (address: string) => {
    const chain = editor.chain().focus().extendMarkRange('link').setLink({ href: address });
    chain.run();
    onDone();
  };
  const submit = () => {
    if (typed.trim() === '') {
      editor.chain().focus().extendMarkRange('link').unsetLink().run();
      onDone();
      return;
    }
    const address = readAddress(typed);
    const [first] = pages;
    if (address !== null) set(address);
    else if (first !== undefined) set(pageAddress(first.id));
    else setInvalid(true);
  };
  return (
    <form
      className="link-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.preventDefault();
        onDone();
        editor.commands.focus();
      }}
    >
      <div className="link-form-line">
        <input
          ref={field}
          value={typed}
          aria-label={t('link.address')}
          aria-invalid={invalid}
          placeholder={t('link.placeholder')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            setInvalid(false);
          }}
        />
        <Button look="primary" type="submit" className="h-7 px-2.5">
          {t('link.apply')}
        </Button>
      </div>
      {invalid && (
        <p role="alert" className="link-form-fault">
          {t('link.invalid')}
        </p>
      )}
      {pages.length > 0 && (
        <ul className="link-form-pages">
          {pages.map((page) => (
            <li key={page.id}>
              <button type="button" onClick={() => set(pageAddress(page.id))}>
                {page.icon ? <span>{page.icon}</span> : <FileText size={15} />}
                <span className="truncate">{page.title || t('page.untitled')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
