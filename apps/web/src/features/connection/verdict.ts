import type { CheckName, Finding } from './checks.ts';
import type { Cause } from './proxies.ts';

export type Findings = Partial<Record<CheckName | 'idle', Finding>>;

/** The whole in one word. */
export type Verdict = 'looking' | 'well' | 'slower' | 'blocked' | 'away' | 'warned';

/** What the checks say together. */
export function verdictOf(findings: Findings, done: boolean): Verdict {
  const { http, websocket, events } = findings;
  if (http?.state === 'failed') return 'away';
  if (!done) return 'looking';
  if (websocket?.state === 'failed') return events?.state === 'failed' ? 'blocked' : 'slower';
  return Object.values(findings).every(({ state }) => state === 'ok') ? 'well' : 'warned';
}

/** What to put right, the gravest first, each once. */
export function causesOf(findings: Findings): Cause[] {
  const all = Object.values(findings);
  const graves = [...all.filter(({ state }) => state === 'failed'), ...all.filter(({ state }) => state === 'warning')];
  return [...new Set(graves.flatMap(({ cause }) => (cause === undefined ? [] : [cause])))];
}
