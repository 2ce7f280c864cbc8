import type { ReactNode } from 'react';

interface NoticeProps {
  icon?: ReactNode;
  title: string;
  /** What happened, what is safe, what to do. */
  children?: ReactNode;
  action?: ReactNode;
  /** Nothing else is on the screen: the title is its heading. */
  alone?: boolean;
}

/** Stands where a list or page would be, when it is empty or could not come. */
export function Notice({ icon, title, children, action, alone }: NoticeProps) {
  const Heading = alone ? 'h1' : 'h2';
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      {icon !== undefined && <div className="mb-4 text-ink-faint">{icon}</div>}
      <Heading className="text-page font-semibold">{title}</Heading>
      {children !== undefined && <div className="mt-1.5 max-w-96 text-ink-soft">{children}</div>}
      {action !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
