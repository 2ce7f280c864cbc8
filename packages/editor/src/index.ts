export type { Attributes, BlockMark, BlockNode, JsonValue } from './block-node.ts';
export { BLOCK_TYPES, deriveBlockId, newBlockId, withBlockIds } from './block-ids.ts';
export { BODY_FRAGMENT, SCHEMA_VERSION } from './schema-version.ts';
