export { newBlockId, withBlockIds } from './block-ids.ts';
export {
  blobAddress,
  blobIds,
  linkedDocumentIds,
  pageAddress,
  parseBlobAddress,
  parsePageAddress,
} from './body-links.ts';
export type { Attributes, BlockMark, BlockNode, JsonValue } from './block-node.ts';
export { bodyToText } from './body-text.ts';
export { BODY_FRAGMENT, SCHEMA_VERSION } from './schema-version.ts';
export { repairBlockIds } from './yjs/block-id-repair.ts';
export { readBody, writeBody } from './yjs/body.ts';
export { mergeBody } from './yjs/merge-body.ts';
export { rewriteAddresses, type AddressRewriter } from './rewrite-addresses.ts';
