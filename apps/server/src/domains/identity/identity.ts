import { createAccess, type Access } from './access.ts';
import { createAccessTokens, type AccessTokens } from './access-tokens.ts';
import { createArchiving, type Archiving } from './archiving.ts';
import { createAttempts } from './attempts.ts';
import { createAuthentication, type Authentication } from './authentication.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createKeys, type Keys } from './keys.ts';
import { createLiveSessions } from './live-sessions.ts';
import { createMembers, type Members } from './members.ts';
import type { IdentityNeeds } from './needs.ts';
import { createOperators, type Operators } from './operators.ts';
import { createPasswords } from './passwords.ts';
import { createPeople, type People } from './people.ts';
import { createPictures, type Pictures } from './pictures.ts';
import { createPreferences, type PreferencesOf } from './preferences.ts';
import { createResets, type Resets } from './resets.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSetup, type Setup } from './setup.ts';
import { createSignIn, type SignIn } from './sign-in.ts';
import { createSigningKeys, type SigningKeys } from './signing-keys.ts';
import { createWorkspaces, type Workspaces } from './workspaces.ts';

/** People, how they prove who they are, and what they may do. */
export interface Identity {
  readonly access: Access;
  readonly accessTokens: AccessTokens;
  readonly archiving: Archiving;
  readonly authentication: Authentication;
  readonly config: IdentityNeeds['config'];
  readonly invitations: Invitations;
  readonly keys: Keys;
  readonly members: Members;
  readonly operators: Operators;
  readonly people: People;
  readonly pictures: Pictures;
  readonly preferences: PreferencesOf;
  readonly resets: Resets;
  readonly sessions: Sessions;
  readonly setup: Setup;
  readonly signIn: SignIn;
  readonly signingKeys: SigningKeys;
  readonly workspaces: Workspaces;
}

export function createIdentity(needs: IdentityNeeds): Identity {
  const access = createAccess(needs);
  const passwords = createPasswords();
  const attempts = createAttempts(needs);
  const liveSessions = createLiveSessions(needs);
  const sessions = createSessions(needs);
  const keys = createKeys(needs);
  const signingKeys = createSigningKeys(needs);
  const accessTokens = createAccessTokens({ ...needs, signingKeys });
  const operators = createOperators(needs);
  return {
    access,
    accessTokens,
    archiving: createArchiving({ ...needs, access }),
    authentication: createAuthentication({ ...needs, accessTokens, liveSessions, keys }),
    config: needs.config,
    invitations: createInvitations({ ...needs, access, passwords, sessions }),
    keys,
    members: createMembers({ ...needs, access }),
    operators,
    people: createPeople({ ...needs, passwords, attempts, sessions, liveSessions, keys }),
    pictures: createPictures(needs),
    preferences: createPreferences(needs),
    resets: createResets({ ...needs, operators, passwords, attempts, sessions, keys }),
    sessions,
    setup: createSetup({ ...needs, passwords, sessions }),
    signIn: createSignIn({ ...needs, passwords, attempts, sessions }),
    signingKeys,
    workspaces: createWorkspaces({ ...needs, access }),
  };
}
