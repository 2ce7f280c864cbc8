export { BlockId, blockIdPlugin, blockIdPluginKey } from '../extensions/block-id.ts';
export { documentExtensions } from '../extensions/index.ts';
export { codeBlockMetaAttribute } from '../extensions/source.ts';
