import { ApiError } from '@materi/client';
import { useState } from 'react';
import { t } from '../../messages/index.ts';

/** What went wrong with a form: beside a field where the server named one, otherwise above the buttons. */
interface Failure {
  fields: Readonly<Record<string, string>>;
  whole: string | null;
}

const NOTHING: Failure = { fields: {}, whole: null };

/** Reads the field out of a fault's path: `body.password` or `/password` mean `password`. */
const fieldOf = (path: string) => path.split(/[./]/).findLast((part) => part !== '') ?? '';

export function failureOf(error: unknown, fieldNames: readonly string[]): Failure {
  if (!(error instanceof ApiError)) return { fields: {}, whole: t('error.unexpected') };
  const fields: Record<string, string> = {};
  for (const fault of error.faults) {
    const name = fieldOf(fault.path);
    if (fieldNames.includes(name)) fields[name] ??= fault.message;
  }
  return Object.keys(fields).length > 0 ? { fields, whole: null } : { fields: {}, whole: error.message };
}

/** Runs what a form is for, once at a time, and keeps what went wrong. */
export function useSubmit(fieldNames: readonly string[]) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(NOTHING);
  return {
    busy,
    error: (name: string) => failure.fields[name],
    whole: failure.whole,
    /** Says something is wrong before the server is asked. */
    refuse: (fields: Record<string, string>) => setFailure({ fields, whole: null }),
    async run(task: () => Promise<void>): Promise<void> {
      setBusy(true);
      setFailure(NOTHING);
      try {
        await task();
      } catch (error) {
        setFailure(failureOf(error, fieldNames));
      } finally {
        setBusy(false);
      }
    },
  };
}
