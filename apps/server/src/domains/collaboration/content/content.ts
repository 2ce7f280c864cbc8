import { createHash } from 'node:crypto';
import { properties as storableProperties, type ContentFormat } from '@materi/contract';
import {
  BODY_LIMITS,
  bodyToText,
  isBodyTooLarge,
  pageAddress,
  SCHEMA_VERSION,
  type Attributes as Properties,
  type BlockNode,
} from '@materi/editor';
import type { Part } from '../../../kernel/part.ts';
import { createTaskWorker, type TaskWorker } from '../../../kernel/workers/task-worker.ts';
import { contentTooLarge, contentUnreadable } from './errors.ts';
import type { ContentTasks } from './content-worker.ts';
import { withPlainPageLinks } from './addresses.ts';

const TASK_LIMIT_MS = 60_000;
const IDLE_MS = 60_000;

/** A body that is ready to be stored: a Yjs update and the version of the schema it was made with. */
export interface PreparedBody {
  readonly update: Uint8Array;
  readonly schemaVersion: number;
}

/** Where the state of a document comes from and where an edit goes to. */
export interface ContentStore<Actor> {
  /** All of the document as one Yjs update, what an open room holds included. */
  readState(documentId: string): Promise<Uint8Array>;
  /** The same as updates that make it together. */
  readParts(documentId: string): Promise<readonly Uint8Array[]>;
  /** Resolves when the edit is durable and everyone in the room has it. */
  applyUpdate(
    documentId: string,
    actor: Actor,
    update: Uint8Array,
    schemaVersion: number,
    basedOn: Uint8Array,
  ): Promise<unknown>;
}

/** The bodies of documents in the forms that people and programs read. No permission is checked here. */
export interface Content<Actor> extends Part {
  body(documentId: string): Promise<BlockNode>;
  /** `etag` changes when the answer does. Markdown opens with the properties as front matter, when there are any. */
  read(documentId: string, format: ContentFormat, properties?: Properties): Promise<{ text: string; etag: string }>;
  /**
   * Merges the given content as an edit: what did not change keeps its history, ids and other people's cursors.
   *
   * Answers the front matter that the text carried.
   *
   * @throws AppError `content.unreadable` (400)
   */
  merge(documentId: string, actor: Actor, format: ContentFormat, text: string): Promise<{ properties: Properties }>;

  /** The body that these updates make together. */
  bodyOf(updates: readonly Uint8Array[]): Promise<BlockNode>;
  render(body: BlockNode, format: ContentFormat): Promise<string>;
  /** The smallest edit that makes this the body of that state, block ids included; `null` when it is that already. */
  changeTo(state: Uint8Array, body: BlockNode): Promise<PreparedBody | null>;

  fromMarkdown(markdown: string): Promise<{ body: BlockNode; properties: Properties }>;
  toMarkdown(body: BlockNode, properties?: Properties): Promise<string>;
  prepare(body: BlockNode): Promise<PreparedBody>;
  /** With the front matter of the text. */
  prepareMarkdown(markdown: string): Promise<PreparedBody & { properties: Properties }>;
  /** The body of a document with block ids of its own. */
  prepareCopy(documentId: string): Promise<PreparedBody>;
  /** The same of a body that was read before. */
  prepareCopyOf(body: BlockNode): Promise<PreparedBody>;
}

export function createContent<Actor>({
  store,
  titleOf,
}: {
  store: ContentStore<Actor>;
  /** The title that page links to this document show; `undefined` when it is gone. */
  titleOf(documentIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}): Content<Actor> {
  const url = new URL('./content-worker.ts', import.meta.url);
  const worker: TaskWorker<ContentTasks> = createTaskWorker<ContentTasks>({
    url,
    limitMs: TASK_LIMIT_MS,
    idleMs: IDLE_MS,
  });

  const body = async (documentId: string): Promise<BlockNode> =>
    worker.run('readUpdates', await store.readParts(documentId));

  const withTitles = async (read: BlockNode): Promise<BlockNode> => {
    const ids = new Set<string>();
    withPlainPageLinks(read, (id) => {
      ids.add(id);
      return { title: '', href: '' };
    });
    if (ids.size === 0) return read;
    const titles = await titleOf([...ids]);
    return withPlainPageLinks(read, (id, label) => ({ title: titles.get(id) ?? label, href: pageAddress(id) }));
  };

  const write = async (read: BlockNode, format: ContentFormat, properties?: Properties): Promise<string> => {
    if (format === 'json') return JSON.stringify(read);
    const plain = await withTitles(read);
    if (format === 'text') return bodyToText(plain);
    if (format === 'html') return worker.run('writeHtml', plain);
    return worker.run('writeMarkdown', properties === undefined ? { body: plain } : { body: plain, properties });
  };

  /** Refused as a whole when its front matter could not be kept, before anything of it is. */
  const readMarkdown = async (markdown: string): Promise<{ body: BlockNode; properties: Properties }> => {
    const read = await worker.run('readMarkdown', markdown);
    const [fault] = storableProperties.safeParse(read.properties).error?.issues ?? [];
    if (fault !== undefined) throw contentUnreadable(`The front matter cannot be kept: ${fault.message}`);
    return read;
  };

  const parse = async (format: ContentFormat, text: string): Promise<{ body: BlockNode; properties: Properties }> => {
    if (format === 'markdown') return readMarkdown(text);
    if (format === 'html') return { body: await worker.run('readHtml', text), properties: {} };
    if (format === 'text') return { body: bodyOfText(text), properties: {} };
    const read = bodyOfJson(text);
    if (isBodyTooLarge(read)) throw contentTooLarge();
    const fault = await worker.run('schemaFault', read);
    if (fault !== null) throw contentUnreadable(fault);
    return { body: read, properties: {} };
  };

  const etagOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const prepare = async (read: BlockNode): Promise<PreparedBody> => ({
    update: await worker.run('encode', read),
    schemaVersion: SCHEMA_VERSION,
  });

  return {
    name: 'content',
    start: async () => {},
    stop: () => worker.stop(),
    ready: () => null,
    body,
    async read(documentId, format, properties) {
      const text = await write(await body(documentId), format, properties);
      return { text, etag: etagOf(text) };
    },
    async merge(documentId, actor, format, text) {
      const wanted = await parse(format, text);
      const state = await store.readState(documentId);
      // Markdown and HTML know no ids; those that reading gave would replace the ids of blocks that stay.
      const body = format === 'json' ? wanted.body : withoutBlockIds(wanted.body);
      const update = await worker.run('merge', { state, body });
      if (update !== null) await store.applyUpdate(documentId, actor, update, SCHEMA_VERSION, state);
      return { properties: wanted.properties };
    },
    bodyOf: (updates) => worker.run('readUpdates', updates),
    render: (read, format) => write(read, format),
    async changeTo(state, wanted) {
      const update = await worker.run('merge', { state, body: wanted });
      return update && { update, schemaVersion: SCHEMA_VERSION };
    },
    fromMarkdown: readMarkdown,
    toMarkdown: (read, properties) =>
      worker.run('writeMarkdown', properties === undefined ? { body: read } : { body: read, properties }),
    prepare,
    async prepareMarkdown(markdown) {
      const read = await readMarkdown(markdown);
      return { ...(await prepare(read.body)), properties: read.properties };
    },
    prepareCopy: async (documentId) => prepare(withoutBlockIds(await body(documentId))),
    prepareCopyOf: (read) => prepare(withoutBlockIds(read)),
  };
}

/** A paragraph for each line. */
function bodyOfText(text: string): BlockNode {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length > BODY_LIMITS.nodes / 2) throw contentTooLarge();
  return {
    type: 'doc',
    content: lines.map((line) =>
      line === ''
        ? { type: 'paragraph' }
        : { type: 'paragraph', content: [{ type: 'text', text: line.toWellFormed() }] },
    ),
  };
}

function bodyOfJson(text: string): BlockNode {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw contentUnreadable('The body is not JSON.');
  }
  const fault = bodyFault(parsed, 'body', 0);
  if (fault !== null) throw contentUnreadable(fault);
  if ((parsed as BlockNode).type !== 'doc') throw contentUnreadable('`body.type` must be `doc`.');
  return parsed as BlockNode;
}

const DEPTH_LIMIT = 100;

/** What keeps a value from being a body, in one sentence; `null` when nothing does. */
function bodyFault(value: unknown, path: string, depth: number): string | null {
  if (depth > DEPTH_LIMIT) return `\`${path}\` is nested deeper than ${DEPTH_LIMIT} levels.`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `\`${path}\` must be an object.`;
  const node = value as Record<string, unknown>;
  if (typeof node['type'] !== 'string' || node['type'] === '') return `\`${path}.type\` must be the name of a block.`;
  if (node['type'] === 'text' && (typeof node['text'] !== 'string' || node['text'] === '')) {
    return `\`${path}.text\` must be a text that is not empty.`;
  }
  if (node['attrs'] !== undefined && (typeof node['attrs'] !== 'object' || node['attrs'] === null)) {
    return `\`${path}.attrs\` must be an object.`;
  }
  if (node['marks'] !== undefined) {
    if (!Array.isArray(node['marks'])) return `\`${path}.marks\` must be a list.`;
    const wrong = node['marks'].findIndex((mark) => typeof (mark as { type?: unknown } | null)?.type !== 'string');
    if (wrong >= 0) return `\`${path}.marks[${wrong}].type\` must be the name of a mark.`;
  }
  if (node['content'] === undefined) return null;
  if (!Array.isArray(node['content'])) return `\`${path}.content\` must be a list.`;
  for (const [at, child] of node['content'].entries()) {
    const fault = bodyFault(child, `${path}.content[${at}]`, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function withoutBlockIds(node: BlockNode): BlockNode {
  const { id: _id, ...attrs } = node.attrs ?? {};
  return {
    ...node,
    ...(node.attrs === undefined ? {} : { attrs }),
    ...(node.content === undefined ? {} : { content: node.content.map(withoutBlockIds) }),
  };
}
