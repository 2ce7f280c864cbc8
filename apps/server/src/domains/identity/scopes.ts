import type { KeyScope } from '@materi/contract';
import type { Action } from './access.ts';
import { scopeMissing, sessionRequired } from './errors.ts';
import type { Principal } from './principal.ts';

/** Whether a principal's key (or session, which may do all) covers a scope. Writing includes reading. */
export function hasScope({ scopes }: Principal, scope: Exclude<KeyScope, '*'>): boolean {
  if (scopes.includes('*') || scopes.includes(scope)) return true;
  if (scope === 'documents:read') return scopes.includes('documents:write');
  if (scope === 'workspaces:read') return scopes.includes('workspaces:write');
  return false;
}

/** The scope that a key needs for an action. */
export function scopeFor(action: Action): Exclude<KeyScope, '*'> {
  const area = action.startsWith('document.') ? 'documents' : 'workspaces';
  return action.endsWith('.read') ? `${area}:read` : `${area}:write`;
}

/** @throws AppError `access.scope_missing` (403) */
export function requireScope(principal: Principal, scope: Exclude<KeyScope, '*'>): void {
  if (!hasScope(principal, scope)) throw scopeMissing(scope);
}

/**
 * Refuses API keys where a stolen one could make itself at home: passwords, sessions, keys.
 * @throws AppError `auth.session_required` (403)
 */
export function requireSession(principal: Principal): string {
  if (principal.sessionId === null) throw sessionRequired();
  return principal.sessionId;
}
