import type { IdentityNeeds } from './needs.ts';

/**
 * Tells at once that someone's role in a workspace changed: first to whoever
 * guards access, then to the screens. Call it right after the commit and before
 * answering, so that no answer is older than its effect.
 */
export function tellMembership(fanout: IdentityNeeds['fanout'], workspaceId: string, personId: string): void {
  fanout.publish('access', { personId, workspaceId });
  tellWorkspace(fanout, workspaceId);
}

/** Tells the screens that a workspace or its members changed. */
export function tellWorkspace(fanout: IdentityNeeds['fanout'], workspaceId: string): void {
  fanout.publish('stream', { workspaceId, event: { type: 'membership.changed', workspaceId } });
}
