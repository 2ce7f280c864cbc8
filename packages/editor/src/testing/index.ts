export { randomEdit, type Random } from './random-edits.ts';
export { documentSchema, openReplica, type Replica } from './replica.ts';
export { schemaV1 } from './schema-v1.ts';
