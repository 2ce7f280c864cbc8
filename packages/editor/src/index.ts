export { newBlockId, withBlockIds } from './block-ids.ts';
export {
  blobAddress,
  blobIds,
  linkedDocumentIds,
  mentionedPersonIds,
  pageAddress,
  parseBlobAddress,
  parsePageAddress,
} from './body-links.ts';
export type { Attributes, BlockMark, BlockNode, JsonValue } from './block-node.ts';
export { BODY_LIMITS, isBodyTooLarge } from './body-size.ts';
export { bodyToText } from './body-text.ts';
export { isImageAlign, readImageWidth, type ImageAlign } from './image-size.ts';
export { isIsoDate } from './iso-date.ts';
export { CALLOUT_KINDS, COLOURS, isCalloutKind, isColour, type CalloutKind, type Colour } from './palette.ts';
export { compareMarkTypes, INLINE_TYPES } from './schema-defaults.ts';
export { BODY_FRAGMENT, SCHEMA_VERSION } from './schema-version.ts';
export { repairBlockIds } from './yjs/block-id-repair.ts';
export { readBody, writeBody } from './yjs/body.ts';
export { mergeBody } from './yjs/merge-body.ts';
export { rewriteAddresses, type AddressRewriter } from './rewrite-addresses.ts';
export { tasksOf, type Task } from './tasks.ts';
