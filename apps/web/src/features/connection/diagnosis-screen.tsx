import { Link } from '@tanstack/react-router';
import { ArrowLeft, Check, CircleAlert, LoaderCircle, RefreshCw, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useEffect } from 'react';
import { t, type MessageKey } from '../../messages/connection.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { CHECKS, type CheckName, type Finding } from './checks.ts';
import { Remedy } from './remedy.tsx';
import { useDiagnosis } from './use-diagnosis.ts';
import { causesOf, verdictOf, type Verdict } from './verdict.ts';

const LOOKS: Record<Finding['state'], { icon: LucideIcon; tone: string }> = {
  ok: { icon: Check, tone: 'text-positive' },
  warning: { icon: TriangleAlert, tone: 'text-caution' },
  failed: { icon: CircleAlert, tone: 'text-critical' },
};
const VERDICT_TONES: Record<Verdict, string> = {
  looking: 'bg-sunken text-ink-soft',
  well: 'bg-positive-soft text-positive',
  warned: 'bg-caution-soft text-caution',
  slower: 'bg-caution-soft text-caution',
  blocked: 'bg-critical-soft text-critical',
  away: 'bg-critical-soft text-critical',
};

/** What a finding says; the type of a sentence with values is not known from its key alone. */
const sentenceOf = ({ what, amount = 0 }: Finding): string =>
  (t as (key: MessageKey, values: object) => string)(`connection.${what}`, { amount });

/** `/diagnosis`: also for those who are not signed in. */
export function DiagnosisScreen() {
  const { findings, done, waits, again, checkQuiet } = useDiagnosis();
  const verdict = verdictOf(findings, done);
  const causes = causesOf(findings);
  useEffect(() => {
    document.title = `${t('connection.title')} · Materi`;
  }, []);
  // A look that ended early leaves the rest open.
  const shown = CHECKS.filter((name) => !done || findings[name] !== undefined);

  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-180 px-5 pt-8 pb-24 sm:pt-12">
        <Link to="/" className="inline-flex items-center gap-1.5 text-sm text-ink-soft hover:text-ink max-sm:h-10">
          <ArrowLeft size={15} className="rtl:-scale-x-100" />
          {t('connection.back')}
        </Link>
        <div className="mt-5 flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1">
            <h1 className="text-xl font-semibold tracking-tight">{t('connection.title')}</h1>
            <p className="mt-1 text-ink-soft">{t('connection.lead')}</p>
          </div>
          <Button icon={<RefreshCw size={14} />} busy={!done} onClick={again}>
            {t('connection.again')}
          </Button>
        </div>

        <div role="status" data-verdict={verdict} className={classes('mt-6 rounded-xl p-4', VERDICT_TONES[verdict])}>
          <p className="font-semibold">{t(`connection.verdict.${verdict}`)}</p>
          {verdict !== 'looking' && <p className="mt-1 text-ink">{t(`connection.verdict.${verdict}_detail`)}</p>}
        </div>

        <ul className="mt-4 divide-y divide-line">
          {shown.map((name) => (
            <Row key={name} name={name} finding={findings[name]} />
          ))}
          {(waits || findings.idle !== undefined) && <Row name="idle" finding={findings.idle} />}
        </ul>
        {done && verdict !== 'away' && !waits && findings.idle === undefined && (
          <Button
            look="quiet"
            className="-ms-3 mt-2 h-auto! min-h-8 py-1.5 text-start whitespace-normal! max-sm:min-h-10"
            onClick={checkQuiet}
          >
            {t('connection.idle.ask')}
          </Button>
        )}

        {causes.length > 0 && <Remedy causes={causes} />}
        {(verdict === 'slower' || verdict === 'blocked') && (
          <section className="mt-10">
            <h2 className="text-lg font-semibold tracking-tight">{t('connection.still')}</h2>
            <p className="mt-1 text-ink-soft">
              {verdict === 'slower' ? t('connection.still_detail') : t('connection.verdict.blocked_detail')}
            </p>
          </section>
        )}
      </div>
    </main>
  );
}

function Row({ name, finding }: { name: CheckName | 'idle'; finding: Finding | undefined }) {
  const { icon: Icon, tone } =
    finding === undefined ? { icon: LoaderCircle, tone: 'text-ink-faint animate-spin' } : LOOKS[finding.state];
  return (
    <li className="flex gap-3 py-3" data-check={name} data-state={finding?.state ?? 'looking'}>
      <Icon size={17} aria-hidden className={classes('mt-0.5 shrink-0', tone)} />
      <div className="min-w-0 flex-1 sm:flex sm:gap-4">
        <div className="font-medium sm:w-40 sm:shrink-0">{t(`connection.check.${name}`)}</div>
        <div className="min-w-0 text-ink-soft">
          {finding === undefined ? t('connection.looking') : sentenceOf(finding)}
        </div>
      </div>
    </li>
  );
}
