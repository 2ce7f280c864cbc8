/** What a process may be started as, and what it then runs. */
export const ROLES = {
  all: { runs: 'Every part in one process, on an embedded database or a given PostgreSQL.', available: true },
  api: { runs: 'The HTTP interface and the web app.', available: false },
  relay: { runs: 'The collaboration sockets.', available: false },
  worker: { runs: 'Jobs and event handlers.', available: false },
} as const satisfies Record<string, { runs: string; available: boolean }>;

export type Role = keyof typeof ROLES;

/** Whether a role can be started by this version. */
export const isAvailableRole = (name: string): name is Role =>
  Object.hasOwn(ROLES, name) && ROLES[name as Role].available;
