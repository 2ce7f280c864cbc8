import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { isAppError } from '../kernel/errors.ts';
import { makeDirectory } from '../kernel/make-directory.ts';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote, withDatabase } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';
import { visitPublicAddress } from './public-address.ts';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
}

const LEAST_FREE_BYTES = 1024 ** 3;

export const doctor: Command = {
  usage: 'doctor',
  describes: 'Look at this machine and its data, and say what stands in the way.',
  options: { ...COMMON_OPTIONS, ...DATA_OPTIONS },
  async run(given, terminal) {
    const { config } = await commandConfig(given);
    refuseRemote(config, 'doctor');
    const findings: Finding[] = [];
    const look = async (check: string, work: () => Promise<Omit<Finding, 'check'>>) => {
      try {
        findings.push({ check, ...(await work()) });
      } catch (error) {
        findings.push({ check, state: 'failed', detail: isAppError(error) ? error.message : (error as Error).message });
      }
    };
    const ok = (detail: string) => ({ state: 'ok' as const, detail });
    const warning = (detail: string) => ({ state: 'warning' as const, detail });

    await look('node', async () => ok(`Node ${process.versions.node} on ${process.platform} ${process.arch}`));
    await look('configuration', async () =>
      config.warnings.length > 0 ? warning(config.warnings.join(' ')) : ok('every key is valid'),
    );
    await look('data folder', async () => {
      await makeDirectory(config.dataDir, 0o700);
      await access(config.dataDir, constants.W_OK);
      const { bavail, bsize } = await statfs(config.dataDir);
      const free = `${config.dataDir}, ${(Number(bavail * bsize) / 1024 ** 3).toFixed(1)} GB free`;
      return bavail * bsize < LEAST_FREE_BYTES ? warning(`${free}: make room`) : ok(free);
    });
    await look('master key', async () => {
      if (config.masterKey !== null) return ok('given by the configuration');
      const path = join(config.dataDir, 'master.key');
      const found = await stat(path).catch(() => null);
      if (found === null) return ok('will be made at the first start');
      return (found.mode & 0o077) === 0
        ? ok(`${path}; keep a copy apart from the data`)
        : warning(`${path} can be read by others: chmod 600`);
    });
    await look('database', () =>
      withDatabase(config, async (database) => {
        const { rows } = await sql<{ version: string }>`select version()`.execute(database.db);
        const { vectors, trigrams } = database.capabilities;
        const lacks = [...(vectors ? [] : ['pgvector']), ...(trigrams ? [] : ['pg_trgm'])];
        const version = rows[0]!.version.split(' ').slice(0, 2).join(' ');
        const which = `${database.kind}, ${version}`;
        return lacks.length > 0 ? warning(`${which}; without ${lacks.join(' and ')}`) : ok(which);
      }),
    );
    await look('web app', async () => {
      const index = fileURLToPath(new URL('../../../web/dist/index.html', import.meta.url));
      return (await stat(index).catch(() => null)) === null ? warning('not built; run make install') : ok('built');
    });
    const { publicUrl } = config;
    if (publicUrl !== null) await look('public address', () => visitPublicAddress(publicUrl));

    if (given.flag('json')) terminal.out(JSON.stringify(findings));
    else
      for (const { check, state, detail } of findings) terminal.out(`${state.padEnd(8)} ${check.padEnd(15)} ${detail}`);
    return findings.some(({ state }) => state === 'failed') ? 1 : 0;
  },
};
