import { FileText } from 'lucide-react';
import { classes } from '../../ui/classes.ts';

/** The sign before a title: the page's emoji, or a plain sheet. */
export function PageIcon({ icon, className }: { icon: string | null; className?: string }) {
  return (
    <span aria-hidden className={classes('inline-flex size-5 shrink-0 items-center justify-center', className)}>
      {icon === null ? <FileText size={15} strokeWidth={1.6} className="text-ink-faint" /> : <span>{icon}</span>}
    </span>
  );
}
