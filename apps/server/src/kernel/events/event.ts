/** What happened, written in the transaction that made it happen. */
export interface NewEvent {
  /** `<domain>.<what>`, for example `documents.created`. */
  readonly type: string;
  /** What it happened to; events of one aggregate keep their order. */
  readonly aggregateId: string;
  readonly workspaceId: string | null;
  readonly actorId: string | null;
  /** JSON; ids and numbers, never personal text. */
  readonly data: Record<string, unknown>;
}

export interface StoredEvent extends NewEvent {
  readonly id: string;
  readonly position: bigint;
  readonly createdAt: Date;
}
