import type { SignInRequest } from '@materi/contract';
import type { Attempts } from './attempts.ts';
import { wrongCredentials } from './errors.ts';
import type { IdentityNeeds } from './needs.ts';
import type { Passwords } from './passwords.ts';
import { personWithEmail } from './people.ts';
import type { OpenSession, Sessions, Visitor } from './sessions.ts';

export interface SignIn {
  /**
   * An unknown address and a wrong password get the same answer after the same time.
   * @throws AppError `auth.wrong_credentials` (401), `auth.too_many_attempts` (429), `auth.busy` (503)
   */
  withPassword(request: SignInRequest, visitor: Visitor): Promise<OpenSession>;
}

export function createSignIn({
  database,
  passwords,
  attempts,
  sessions,
}: Pick<IdentityNeeds, 'database'> & { passwords: Passwords; attempts: Attempts; sessions: Sessions }): SignIn {
  return {
    async withPassword({ email, password }, visitor) {
      const attempt = { account: `email ${email}`, address: visitor.address };
      attempts.begin(attempt);
      const person = await personWithEmail(database.db, email);
      const fits = await passwords.verify(password, person?.password_hash);
      if (!person || !fits) throw wrongCredentials();
      attempts.succeeded(attempt);
      return database.transaction((tx) => sessions.start(tx, person.id, visitor));
    },
  };
}
