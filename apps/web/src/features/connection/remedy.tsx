import { Copy } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../messages/connection.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../documents/pages.ts';
import { Choice } from '../identity/settings/choice.tsx';
import { LINES, PROXIES, settingLines, type Cause, type Proxy } from './proxies.ts';

/** The lines that put right what was found, for the proxy that somebody has. */
export function Remedy({ causes }: { causes: readonly Cause[] }) {
  const [proxy, setProxy] = useState<Proxy>('nginx');
  return (
    <section className="mt-10">
      <h2 className="text-lg font-semibold tracking-tight">{t('connection.remedy')}</h2>
      <div className="mt-3">
        <Choice
          label={t('connection.remedy_lead')}
          value={proxy}
          options={Object.fromEntries(PROXIES.map((one) => [one, one])) as Record<Proxy, string>}
          onChange={setProxy}
        />
      </div>
      {causes.map((cause) => (
        <div key={cause} className="mt-6">
          <h3 className="font-semibold">{t(`connection.cause.${cause}`)}</h3>
          <p className="mt-0.5 text-ink-soft">{t(`connection.cause.${cause}_detail`)}</p>
          <Lines label={`${proxy}: ${t(`connection.cause.${cause}`)}`} text={LINES[proxy][cause]} />
          {cause === 'forwarded' && <Lines label="Materi" text={settingLines(location.origin)} />}
        </div>
      ))}
    </section>
  );
}

function Lines({ label, text }: { label: string; text: string }) {
  return (
    <div dir="ltr" className="relative mt-2.5">
      <pre
        aria-label={label}
        // Long lines are scrolled to, also by the keyboard.
        tabIndex={0}
        className="overflow-x-auto rounded-lg bg-sunken p-3.5 pe-24 font-mono text-sm leading-5 max-sm:pe-3.5 max-sm:pb-14"
      >
        {text}
      </pre>
      <Button
        className="absolute end-2 top-2 max-sm:top-auto max-sm:bottom-2"
        icon={<Copy size={14} />}
        onClick={() => void copyText(text, t('connection.copied'))}
      >
        {t('action.copy')}
      </Button>
    </div>
  );
}
