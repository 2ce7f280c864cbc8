import { gather, startCost } from '../crowd.ts';
import { residentBytes } from '../process-usage.ts';
import { pause } from '../waiting.ts';
import type { Part } from './part.ts';

const SOCKETS_IN_DOCUMENT = 100;
/** Files of its own that either process has open beside the sockets. */
const OTHER_FILES = 200;

/** How many files a process may have open; Node raises its own bound to the most that it may choose. */
function openFilesAllowed(): number {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft: number | 'unlimited' } } };
  const soft = report.userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
}

/** 10,000 people who have a document open and do nothing. */
export const measureIdle: Part = async (bench) => {
  const { quick } = bench.settings;
  const documents = quick ? 10 : 100;
  const files = documents * SOCKETS_IN_DOCUMENT + OTHER_FILES;
  if (openFilesAllowed() < files)
    throw new Error(`A process may open too few files; say \`ulimit -n ${files}\` first.`);
  const running = await bench.fresh();
  const before = residentBytes(running.pid);
  const crowd = await gather(running, documents, SOCKETS_IN_DOCUMENT);
  await pause(quick ? 2_000 : 15_000);
  const cost = startCost(running.pid);
  await pause(quick ? 3_000 : 20_000);
  const { seconds, serverSeconds } = cost();
  const sockets = crowd.everybody.length;
  bench.note('idle sockets', sockets);
  bench.note('idle, memory of a socket', (residentBytes(running.pid) - before) / sockets / 1e3);
  bench.note('idle, share of a core', (100 * serverSeconds) / seconds);
  bench.lost('idle sockets', crowd.everybody.filter(({ ended }) => ended !== null).length);
  await crowd.leave();
  await running.stop();
};
