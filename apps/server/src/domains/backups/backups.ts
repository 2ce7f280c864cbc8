import type { Readable } from 'node:stream';
import type { Backup, BackupSettingsUpdate, BackupState } from '@materi/contract';
import { makeBackup, type MadeBackup } from '../../kernel/backups/make.ts';
import type { BlobFiles } from '../../kernel/blobs/blobs.ts';
import type { Clock } from '../../kernel/clock.ts';
import { sealKey, sealedKey as sealedKeySchema, type SealedKey } from '../../kernel/crypto/passphrase.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import type { JobRecord, Jobs } from '../../kernel/jobs/jobs.ts';
import { latestJob } from '../../kernel/jobs/list.ts';
import type { Operators, Principal } from '../identity/index.ts';
import { createBackupFolder } from './folder.ts';
import { createBackupSettings } from './settings.ts';

/** `kernel/backups` ends jobs of this kind that were at work in a backup. */
const KIND = 'backups.make';
const HOUR_MS = 60 * 60 * 1000;

/** Backups of everything on this server. All of it is for those who run the instance. */
export interface Backups {
  state(person: Principal): Promise<BackupState>;
  change(person: Principal, change: BackupSettingsUpdate): Promise<BackupState>;
  list(person: Principal): Promise<Backup[]>;
  /** The job that makes one; the one at work when there is one. */
  start(person: Principal, passphrase: string | undefined): Promise<JobRecord>;
  /** @throws AppError `backup.not_found` (404) */
  open(person: Principal, name: string): Promise<{ bytes: number; content: () => Readable }>;
  /** @throws AppError `backup.not_found` (404) */
  remove(person: Principal, name: string): Promise<void>;
  /** Begins the daily one when its time has come. */
  runDue(): Promise<void>;
  /** For whoever has the data in their hands (the command line). */
  writeTo(
    file: string,
    how: { passphrase: string | undefined; signal: AbortSignal; progress: (share: number, what: string) => void },
  ): Promise<MadeBackup>;
}

export interface BackupsNeeds {
  readonly database: Database;
  readonly operators: Operators;
  readonly jobs: Jobs;
  readonly emit: Emit;
  readonly blobs: BlobFiles;
  readonly clock: Clock;
  readonly version: string;
  readonly folder: string;
  readonly masterKey: Uint8Array;
  readonly keyFingerprint: string;
}

export function createBackups(needs: BackupsNeeds): Backups {
  const { database, operators, jobs, clock, masterKey } = needs;
  const settings = createBackupSettings(needs);
  const folder = createBackupFolder(needs.folder);

  const make = (
    file: string,
    sealedKey: SealedKey | null,
    signal: AbortSignal,
    progress: (share: number, what: string) => void,
  ) =>
    makeBackup({
      database,
      blobs: needs.blobs,
      version: needs.version,
      clock,
      keyFingerprint: needs.keyFingerprint,
      sealedKey,
      file,
      signal,
      progress,
    });

  const tell = (type: string, actorId: string, data: Record<string, string>) =>
    database.transaction((tx) => needs.emit(tx, { type, aggregateId: actorId, workspaceId: null, actorId, data }));

  jobs.handle(KIND, async ({ job, signal, progress }) => {
    const kind = job.payload['kind'] === 'scheduled' ? 'scheduled' : 'manual';
    const { sealedKey, keep } = await settings.read();
    const own = sealedKeySchema.safeParse(job.payload['sealedKey']);
    await folder.sweep(clock.now());
    const name = await folder.nameFor(clock.now(), kind);
    const made = await make(folder.pathOf(name), own.success ? own.data : sealedKey, signal, (share, what) => {
      // Its progress is a courtesy; that it could not be written must not end the backup.
      void progress(share, what).catch(() => {});
    });
    await folder.note(name, made);
    await tell('backups.made', job.personId, { name, kind });
    if (kind === 'scheduled') {
      const daily = (await folder.list()).filter((one) => one.kind === 'scheduled');
      for (const old of daily.slice(keep)) await folder.remove(old.name);
    }
    return { name, bytes: made.bytes, rows: made.rows, files: made.files, pauseMs: made.pauseMs };
  });

  async function state(): Promise<BackupState> {
    const { daily, hour, keep, sealedKey } = await settings.read();
    const job = await latestJob(database, KIND);
    const atWork = job?.status === 'queued' || job?.status === 'running';
    return {
      daily,
      hour,
      keep,
      holdsKey: sealedKey !== null,
      folder: folder.path,
      running: atWork ? job.id : null,
      lastFailure:
        job?.status === 'failed'
          ? { at: (job.finishedAt ?? job.createdAt).toISOString(), detail: job.error?.detail ?? '' }
          : null,
    };
  }

  const enqueue = (personId: string, payload: Record<string, unknown>) =>
    jobs.enqueue({ kind: KIND, workspaceId: null, personId, payload, uniqueKey: 'one' });

  return {
    async state(person) {
      await operators.require(person);
      return state();
    },

    async change(person, change) {
      await operators.require(person);
      await settings.change(person.personId, change);
      return state();
    },

    async list(person) {
      await operators.require(person);
      return folder.list();
    },

    async start(person, passphrase) {
      await operators.require(person);
      const sealedKey = passphrase === undefined ? null : await sealKey(masterKey, passphrase);
      return enqueue(person.personId, { kind: 'manual', ...(sealedKey ? { sealedKey } : {}) });
    },

    async open(person, name) {
      await operators.require(person);
      const found = await folder.open(name);
      await tell('backups.downloaded', person.personId, { name });
      return found;
    },

    async remove(person, name) {
      await operators.require(person);
      await folder.remove(name);
      await tell('backups.deleted', person.personId, { name });
    },

    async runDue() {
      const { daily, hour, setBy } = await settings.read();
      if (!daily || setBy === null) return;
      const now = clock.now();
      const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour);
      const due = today <= now.getTime() ? today : today - 24 * HOUR_MS;
      const newest = (await folder.list()).find(({ kind }) => kind === 'scheduled');
      if (newest && Date.parse(newest.createdAt) >= due) return;
      const last = await latestJob(database, KIND);
      // After a failure not before an hour has gone by.
      if (last?.status === 'failed' && now.getTime() - (last.finishedAt ?? now).getTime() < HOUR_MS) return;
      await enqueue(setBy, { kind: 'scheduled' });
    },

    async writeTo(file, { passphrase, signal, progress }) {
      const sealedKey =
        passphrase === undefined ? (await settings.read()).sealedKey : await sealKey(masterKey, passphrase);
      return make(file, sealedKey, signal, progress);
    },
  };
}
