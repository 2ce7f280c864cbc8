import { z } from 'zod';
import { preferences, preferencesUpdate } from './preferences.ts';
import { emailText, id, instant, nameText, newPassword, pageQuery } from './values.ts';

/** What a person may be in a workspace, strongest first. Each role may do all that the later ones may. */
export const WORKSPACE_ROLES = ['owner', 'admin', 'editor', 'commenter', 'viewer'] as const;
export const workspaceRole = z.enum(WORKSPACE_ROLES);
export type WorkspaceRole = z.infer<typeof workspaceRole>;

/** What an API key may be used for; `*` is all that its person may do. */
export const KEY_SCOPES = ['*', 'documents:read', 'documents:write', 'workspaces:read', 'workspaces:write'] as const;
export const keyScope = z.enum(KEY_SCOPES);
export type KeyScope = z.infer<typeof keyScope>;

const picture = z.string().nullable().describe('The address of their picture on this server.');

export const person = z
  .object({ id, email: z.string(), name: z.string(), picture, createdAt: instant })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof person>;

/** What other people may see of a person. */
export const personSummary = z
  .object({ id, name: z.string(), picture: picture.optional() })
  .meta({ id: 'PersonSummary' });
export type PersonSummary = z.infer<typeof personSummary>;

export const setupRequest = z.object({
  token: z.string().min(1, 'Take the token from the address that the server printed at its start.').max(200),
  email: emailText,
  name: nameText,
  workspace: nameText,
  password: newPassword,
});
export type SetupRequest = z.infer<typeof setupRequest>;

/** Whether this instance still waits for its first owner. */
export const setupState = z.object({ needed: z.boolean() }).meta({ id: 'SetupState' });
export type SetupState = z.infer<typeof setupState>;

export const signInRequest = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .min(1, 'Type your e-mail address.')
    .max(254)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Must not contain control characters.'),
  password: z.string().min(1, 'Type your password.').max(1000),
});
export type SignInRequest = z.infer<typeof signInRequest>;

/** An access token and its life in seconds. The refresh token travels in a cookie only. */
export const accessGrant = z
  .object({ accessToken: z.string(), expiresIn: z.number().int().describe('Seconds.') })
  .meta({ id: 'AccessGrant' });
export type AccessGrant = z.infer<typeof accessGrant>;

/** The first owner, signed in. */
export const setupCompleted = accessGrant.extend({ personId: id, workspaceId: id }).meta({ id: 'SetupCompleted' });
export type SetupCompleted = z.infer<typeof setupCompleted>;

/** Changes what others see of the person who asks, and how they like the app. */
export const meUpdateRequest = z.object({ name: nameText.optional(), preferences: preferencesUpdate.optional() });
export type MeUpdateRequest = z.infer<typeof meUpdateRequest>;

/** Another address to sign in with. */
export const emailChangeRequest = z.object({
  email: emailText,
  password: z.string().min(1, 'Type your password.').max(1000),
});
export type EmailChangeRequest = z.infer<typeof emailChangeRequest>;

/** A picture may be so large, in bytes; screens send small squares. */
export const PICTURE_LIMIT_BYTES = 512 * 1024;

/** Sets another password; all other sessions of the person end. */
export const passwordChangeRequest = z.object({
  currentPassword: z.string().min(1, 'Type your present password.').max(1000),
  newPassword,
  endKeys: z.boolean().default(false).describe('Also revoke all API keys.'),
});
export type PasswordChangeRequest = z.input<typeof passwordChangeRequest>;

/** The public keys that access tokens are checked with (RFC 7517, section 5). */
export const keySet = z
  .object({
    keys: z.array(
      z.object({
        kty: z.string(),
        kid: z.string(),
        alg: z.string(),
        use: z.string(),
        n: z.string(),
        e: z.string(),
      }),
    ),
  })
  .meta({ id: 'KeySet' });
export type KeySet = z.infer<typeof keySet>;

export const session = z
  .object({
    id,
    current: z.boolean().describe('Whether this is the session that asks.'),
    device: z.string().describe('The user agent, shortened.'),
    address: z.string().nullable().describe('The network address that it was last used from.'),
    createdAt: instant,
    lastSeenAt: instant,
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

/** Who may invite: this role and the stronger ones. */
export const inviterRole = z.enum(['owner', 'admin', 'editor']);
export type InviterRole = z.infer<typeof inviterRole>;

export const workspace = z
  .object({
    id,
    name: z.string(),
    icon: z.string().nullable(),
    role: workspaceRole.describe('The role of the person who asks.'),
    invite: inviterRole.describe('The weakest role that may invite.'),
    version: z.number().int().describe('Grows with each change of these fields; the ETag.'),
    createdAt: instant,
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.infer<typeof workspace>;

export const workspaceCreateRequest = z.object({ name: nameText });
export const workspaceUpdateRequest = z.object({
  name: nameText.optional(),
  icon: z
    .string()
    .trim()
    .min(1)
    .max(32)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Must not contain control characters.')
    .nullable()
    .optional(),
  invite: inviterRole.optional(),
});
export type WorkspaceUpdateRequest = z.infer<typeof workspaceUpdateRequest>;

/** Puts a workspace away. Its name is asked for, so that nobody does it by mistake. */
export const workspaceArchiveRequest = z.object({ name: z.string().max(200) });

/** A workspace that was put away; only its owners see it. */
export const archivedWorkspace = z
  .object({ id, name: z.string(), icon: z.string().nullable(), archivedAt: instant })
  .meta({ id: 'ArchivedWorkspace' });
export type ArchivedWorkspace = z.infer<typeof archivedWorkspace>;

/** Makes another member the owner; who asks becomes an admin. */
export const ownershipRequest = z.object({ personId: id });

/** Who is asking, and what they can reach. */
export const me = z
  .object({
    person,
    workspaces: z.array(workspace),
    sessionId: id.nullable(),
    preferences,
    operator: z.boolean().describe('Whether they run this instance: backups, and links for forgotten passwords.'),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

export const member = z
  .object({ person: personSummary.extend({ email: z.string() }), role: workspaceRole, joinedAt: instant })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof member>;

/** Gives a member another role. */
export const memberPutRequest = z.object({ personId: id, role: workspaceRole });

export const invitationCreateRequest = z.object({
  email: emailText.optional().describe('When given, only this address can accept.'),
  role: workspaceRole.exclude(['owner']),
  expiresInHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 90)
    .default(24 * 7),
});
export type InvitationCreateRequest = z.input<typeof invitationCreateRequest>;

/** A new invitation. `token` and `url` are shown this once. */
export const invitationCreated = z
  .object({ id, token: z.string(), url: z.string(), role: workspaceRole, expiresAt: instant })
  .meta({ id: 'InvitationCreated' });
export type InvitationCreated = z.infer<typeof invitationCreated>;

export const invitation = z
  .object({
    id,
    email: z.string().nullable(),
    role: workspaceRole,
    createdAt: instant,
    expiresAt: instant,
    acceptedAt: instant.nullable(),
    invitedBy: personSummary,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitation>;

/** What someone who holds an invitation's token may see before accepting. */
export const invitationPreview = z
  .object({
    workspace: z.string(),
    invitedBy: z.string(),
    role: workspaceRole,
    email: z.string().nullable(),
    expiresAt: instant,
  })
  .meta({ id: 'InvitationPreview' });
export type InvitationPreview = z.infer<typeof invitationPreview>;

/**
 * Accepts an invitation. A person who is signed in sends `{}` and joins as themselves;
 * anyone else names themselves and chooses a password (`email` only when the invitation names none).
 * Answers an access grant and sets the refresh cookie.
 */
export const invitationAcceptRequest = z.object({
  name: nameText.optional(),
  email: emailText.optional(),
  password: newPassword.optional(),
});
export type InvitationAcceptRequest = z.infer<typeof invitationAcceptRequest>;

export const invitationAccepted = accessGrant.partial().extend({ workspaceId: id }).meta({ id: 'InvitationAccepted' });
export type InvitationAccepted = z.infer<typeof invitationAccepted>;

export const keyCreateRequest = z.object({
  name: nameText,
  scopes: z.array(keyScope).min(1).default(['*']),
  expiresInDays: z.number().int().min(1).max(3650).optional(),
});
export type KeyCreateRequest = z.input<typeof keyCreateRequest>;

export const apiKey = z
  .object({
    id,
    name: z.string(),
    prefix: z.string().describe('The first characters, to tell keys apart.'),
    scopes: z.array(keyScope),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKey>;

export const keyUpdateRequest = z.object({ name: nameText });

/** A new key. `key` is shown this once. */
export const keyCreated = apiKey.extend({ key: z.string() }).meta({ id: 'ApiKeyCreated' });
export type KeyCreated = z.infer<typeof keyCreated>;

/**
 * `POST /auth/reset`, by what is sent: an address asks for help (the answer is the same for every address);
 * a token asks what it is for; a token and a password set the password.
 */
export const resetRequest = z.union([
  z.strictObject({ email: emailText }),
  z.strictObject({
    token: z.string().min(1).max(200),
    password: newPassword.optional(),
    endKeys: z.boolean().default(true).describe('Also revoke all API keys.'),
  }),
]);
export type ResetRequest = z.input<typeof resetRequest>;

export const resetAnswer = z
  .object({
    mail: z.boolean().describe('Whether this instance can send a link by mail.'),
    account: z.object({ name: z.string(), email: z.string(), expiresAt: instant }).nullable(),
    done: z.boolean(),
  })
  .meta({ id: 'ResetAnswer' });
export type ResetAnswer = z.infer<typeof resetAnswer>;

/** A link that sets a new password. `url` is shown this once. */
export const resetLinkCreated = z.object({ id, url: z.string(), expiresAt: instant }).meta({ id: 'ResetLinkCreated' });
export type ResetLinkCreated = z.infer<typeof resetLinkCreated>;

/** A link that is still good. */
export const resetLink = z
  .object({ id, createdAt: instant, expiresAt: instant, madeBy: personSummary.nullable() })
  .meta({ id: 'ResetLink' });
export type ResetLink = z.infer<typeof resetLink>;

/** An account, for those who run the instance. */
export const account = z
  .object({
    person: personSummary.extend({ email: z.string() }),
    operator: z.boolean(),
    createdAt: instant,
    lastSeenAt: instant.nullable(),
    workspaces: z.number().int(),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof account>;

export const accountQuery = pageQuery.extend({
  q: z.string().trim().max(200).optional().describe('In name or address.'),
});
export const accountUpdateRequest = z.object({ operator: z.boolean() });
