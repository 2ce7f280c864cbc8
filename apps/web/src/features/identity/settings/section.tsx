import type { ReactNode } from 'react';

/** One subject of the settings. */
export function SettingsSection({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="mb-10">
      <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
      {lead !== undefined && <p className="mt-1 text-ink-soft">{lead}</p>}
      <div className="mt-5">{children}</div>
    </section>
  );
}
