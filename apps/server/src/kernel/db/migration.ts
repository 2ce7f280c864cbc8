/**
 * One step forward in the shape of the database. A domain exports its steps in
 * order from `migrations/index.ts`; a step that has been released never changes.
 */
export interface Migration {
  /** `<domain>/<number>-<what>`, for example `identity/0001-people`. Unique for ever. */
  readonly name: string;
  /** Statements in the SQL that both databases know, run in one transaction. */
  readonly sql: string;
}
