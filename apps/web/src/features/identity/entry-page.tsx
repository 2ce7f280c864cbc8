import { CircleAlert } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { LanguageChoice } from './language-choice.tsx';

/** The quiet page around sign-in, set-up and invitation. */
export function EntryPage({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Materi`;
  }, [title]);
  return (
    <main className="flex h-full overflow-y-auto bg-side max-sm:bg-surface">
      <div className="m-auto w-full max-w-104 px-5 py-10">
        <div className="mb-7 flex items-center gap-2.5 px-1 max-sm:px-0">
          <Mark />
          <span className="text-page font-semibold tracking-tight">{t('app.name')}</span>
        </div>
        <div className="rounded-2xl bg-raised p-8 shadow-raised max-sm:bg-transparent max-sm:p-0 max-sm:shadow-none">
          <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {lead !== undefined && <p className="mt-1.5 text-ink-soft wrap-anywhere">{lead}</p>}
          {children !== undefined && <div className="mt-6">{children}</div>}
        </div>
        <div className="mt-5 flex justify-center">
          <LanguageChoice />
        </div>
      </div>
    </main>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="size-7" aria-hidden>
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M7.5 23V9.5l8.5 8 8.5-8V23"
        fill="none"
        className="stroke-accent-ink"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** What is wrong with the whole form. */
export function FormError({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p role="alert" className="flex gap-2 rounded-md bg-critical-soft px-3 py-2.5 text-critical">
      <CircleAlert size={16} className="mt-0.5 shrink-0" />
      <span className="min-w-0 wrap-anywhere">{text}</span>
    </p>
  );
}
