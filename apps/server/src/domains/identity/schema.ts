import type { ColumnType } from 'kysely';
import type { InviterRole, KeyScope, KeySet, Preferences, WorkspaceRole } from '@materi/contract';

/** The public half of a signing key (RFC 7517). */
export type PublicJwk = KeySet['keys'][number];

interface PeopleTable {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  picture_tag: ColumnType<string | null, string | null | undefined, string | null>;
  created_at: Date;
  updated_at: Date;
}

interface SetupTokensTable {
  slot: 1;
  token_hash: string;
  created_at: Date;
}

interface SigningKeysTable {
  id: string;
  public_jwk: PublicJwk;
  private_sealed: Uint8Array;
  created_at: Date;
}

interface SessionsTable {
  id: string;
  person_id: string;
  device: string;
  address: string | null;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

interface RefreshTokensTable {
  token_hash: string;
  session_id: string;
  created_at: Date;
  /** When the token was used; its successor was given out then. */
  replaced_at: Date | null;
  successor_hash: string | null;
  /** The successor itself under the master key, so that a second tab gets the same one. */
  successor_sealed: Uint8Array | null;
}

export interface ApiKeysTable {
  id: string;
  person_id: string;
  name: string;
  prefix: string;
  key_hash: string;
  scopes: KeyScope[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

interface WorkspacesTable {
  id: string;
  name: string;
  icon: ColumnType<string | null, string | null | undefined, string | null>;
  inviter_role: ColumnType<InviterRole, InviterRole | undefined, InviterRole>;
  archived_at: ColumnType<Date | null, undefined, Date | null>;
  archived_by: ColumnType<string | null, undefined, string | null>;
  version: number;
  created_at: Date;
  updated_at: Date;
}

interface RelationTuplesTable {
  workspace_id: string;
  object_type: 'workspace' | 'document';
  object_id: string;
  relation: WorkspaceRole;
  subject_type: 'person';
  subject_id: string;
  created_at: Date;
}

export interface InvitationsTable {
  id: string;
  workspace_id: string;
  token_hash: string;
  email: string | null;
  role: WorkspaceRole;
  invited_by: string;
  created_at: Date;
  expires_at: Date;
  accepted_at: Date | null;
  accepted_by: string | null;
  revoked_at: Date | null;
}

interface InstanceRolesTable {
  person_id: string;
  role: 'operator';
  created_at: Date;
}

interface PersonPreferencesTable {
  person_id: string;
  preferences: ColumnType<Preferences, string, string>;
  updated_at: Date;
}

interface PersonPicturesTable {
  person_id: string;
  media_type: string;
  data: Uint8Array;
  updated_at: Date;
}

interface PasswordResetsTable {
  id: string;
  person_id: string;
  token_hash: string;
  made_by: string | null;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  revoked_at: Date | null;
}

/** The tables of this domain; no other one names them. */
export type IdentityTables = {
  people: PeopleTable;
  setup_tokens: SetupTokensTable;
  signing_keys: SigningKeysTable;
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  api_keys: ApiKeysTable;
  workspaces: WorkspacesTable;
  relation_tuples: RelationTuplesTable;
  archived_relations: RelationTuplesTable;
  invitations: InvitationsTable;
  instance_roles: InstanceRolesTable;
  person_preferences: PersonPreferencesTable;
  person_pictures: PersonPicturesTable;
  password_resets: PasswordResetsTable;
};
