import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks in a second of /proc (USER_HZ). */
const TICKS = (() => {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  } catch {
    return 100;
  }
})();

/** The process and everything that it started. */
function family(pid: number): number[] {
  const found = [pid];
  for (const parent of found) {
    try {
      for (const thread of readdirSync(`/proc/${parent}/task`)) {
        const children = readFileSync(`/proc/${parent}/task/${thread}/children`, 'utf8').trim();
        if (children !== '') found.push(...children.split(' ').map(Number));
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

function sum(pid: number, read: (pid: number) => number): number {
  let total = 0;
  for (const member of family(pid)) {
    try {
      total += read(member);
    } catch {
      // It has ended meanwhile.
    }
  }
  return total;
}

/** Processor time of a process, its threads and its children, those that have ended included; seconds, in steps of 10 ms. */
export function cpuSeconds(pid: number): number {
  return sum(pid, (member) => {
    const stat = readFileSync(`/proc/${member}/stat`, 'utf8');
    // The name, in brackets, may hold anything; utime, stime, cutime and cstime are fields 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / TICKS;
  });
}

/** Memory that a process and its children hold (RSS), in bytes. */
export function residentBytes(pid: number): number {
  return sum(pid, (member) => {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${member}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) * 1024;
  });
}
