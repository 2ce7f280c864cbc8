/** `make check`: types, lint, format, import law, source laws, unused code, the lock. Exits 1 when any step fails. */
import { rootOf, STEPS } from './check/steps.ts';

const root = rootOf(import.meta.url);
let failed = 0;
for (const step of STEPS) {
  const startedAt = performance.now();
  const { ok, detail } = await step.run(root);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${ok ? '✔' : '✘'} ${step.name} (${seconds} s)\n`);
  if (!ok) {
    failed += 1;
    process.stdout.write(`${detail.replaceAll(/^/gm, '    ')}\n`);
  }
}
process.stdout.write(failed === 0 ? 'The check passed.\n' : `${failed} of ${STEPS.length} steps failed.\n`);
process.exitCode = failed === 0 ? 0 : 1;
