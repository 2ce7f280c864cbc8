export { BlockId, blockIdPlugin, blockIdPluginKey } from '../extensions/block-id.ts';
export { documentExtensions } from '../extensions/index.ts';
export { COLUMN_COUNTS } from '../extensions/columns.ts';
export { codeBlockAttributes } from '../extensions/source.ts';
