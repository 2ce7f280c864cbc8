import type { NewEvent } from '../../kernel/events/event.ts';

/** Every event of this domain. They carry ids and roles, never names or addresses. */
type IdentityEventType =
  | 'identity.person_created'
  | 'identity.person_updated'
  | 'identity.email_changed'
  | 'identity.password_changed'
  | 'identity.password_reset'
  | 'identity.reset_link_created'
  | 'identity.reset_link_revoked'
  | 'identity.operator_added'
  | 'identity.operator_removed'
  | 'identity.session_started'
  | 'identity.session_ended'
  | 'identity.refresh_token_reused'
  | 'identity.key_created'
  | 'identity.key_renamed'
  | 'identity.key_revoked'
  | 'identity.workspace_created'
  | 'identity.workspace_updated'
  | 'identity.workspace_archived'
  | 'identity.workspace_restored'
  | 'identity.member_added'
  | 'identity.role_changed'
  | 'identity.member_removed'
  | 'identity.invitation_created'
  | 'identity.invitation_renewed'
  | 'identity.invitation_revoked'
  | 'identity.invitation_accepted';

/** Something that happened to a person's account. */
export const personEvent = (
  type: IdentityEventType,
  personId: string,
  data: Record<string, string> = {},
): NewEvent => ({ type, aggregateId: personId, workspaceId: null, actorId: personId, data });

/** Something that happened in a workspace, done by `actorId`. */
export const workspaceEvent = (
  type: IdentityEventType,
  workspaceId: string,
  actorId: string,
  data: Record<string, string> = {},
): NewEvent => ({ type, aggregateId: workspaceId, workspaceId, actorId, data });
