import { z } from 'zod';
import { id, instant } from './values.ts';
import { personSummary, workspaceRole } from './identity.ts';

/** The longest title, in characters. */
export const TITLE_LIMIT = 500;
/** The largest Markdown text that one document takes, in bytes. */
export const MARKDOWN_LIMIT_BYTES = 10 * 1024 * 1024;
/** The largest file that a page takes, in bytes. */
export const UPLOAD_LIMIT_BYTES = 100 * 1024 * 1024;
/** The largest picture that a page takes, in bytes. */
export const IMAGE_LIMIT_BYTES = 25 * 1024 * 1024;

/** A page title. May be empty ("Untitled" on screens). */
export const titleText = z
  .string()
  .trim()
  .max(TITLE_LIMIT, `Must be at most ${TITLE_LIMIT} characters.`)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Must not contain control characters or line breaks.');

/** One emoji or other short sign shown before the title. */
export const iconText = z.string().trim().max(16, 'Must be one emoji.').nullable();

export const properties = z.record(z.string().max(200), z.unknown()).describe('Front matter of the page.');

/** A page without its body. */
export const document = z
  .object({
    id,
    workspaceId: id,
    parentId: id.nullable(),
    title: z.string(),
    icon: z.string().nullable(),
    position: z.string().describe('Sorts the page among its siblings (by code unit).'),
    properties,
    hasChildren: z.boolean(),
    createdAt: instant,
    createdBy: personSummary.nullable(),
    updatedAt: instant.describe('Last change of title, properties, place or body.'),
    trashedAt: instant.nullable(),
    version: z.number().int().describe('Grows with each change of these fields; the ETag.'),
    access: workspaceRole.describe('The most that the person who asks may do here.'),
    favourite: z.boolean(),
  })
  .meta({ id: 'Document' });
export type Document = z.infer<typeof document>;

/** A row of the page tree: everything that a sidebar needs and no more. */
export const treeNode = z
  .object({
    id,
    parentId: id.nullable(),
    title: z.string(),
    icon: z.string().nullable(),
    position: z.string(),
  })
  .meta({ id: 'TreeNode' });
export type TreeNode = z.infer<typeof treeNode>;

/** The whole tree of a workspace, without what is in the trash; any order. */
export const tree = z.object({ items: z.array(treeNode) }).meta({ id: 'Tree' });
export type Tree = z.infer<typeof tree>;

export const documentCreateRequest = z.object({
  id: id.optional().describe('Choose the id yourself to make the request safe to repeat.'),
  title: titleText.default(''),
  parentId: id.nullable().default(null),
  icon: iconText.default(null),
  markdown: z.string().max(MARKDOWN_LIMIT_BYTES).optional().describe('The body, CommonMark and GFM.'),
  properties: properties.default({}),
});
export type DocumentCreateRequest = z.input<typeof documentCreateRequest>;

export const documentUpdateRequest = z.object({
  title: titleText.optional(),
  icon: iconText.optional(),
  properties: properties.optional(),
});
export type DocumentUpdateRequest = z.infer<typeof documentUpdateRequest>;

/**
 * Moves a page under another (or to the top with `parentId: null`), between its new siblings:
 * directly after `afterId`, or directly before `beforeId`; at the end when neither is given.
 */
export const documentMoveRequest = z.object({
  parentId: id.nullable(),
  afterId: id.nullable().optional(),
  beforeId: id.nullable().optional(),
});
export type DocumentMoveRequest = z.infer<typeof documentMoveRequest>;

/** A page that links here. */
export const backlink = z
  .object({ documentId: id, title: z.string(), icon: z.string().nullable() })
  .meta({ id: 'Backlink' });
export type Backlink = z.infer<typeof backlink>;

/** What is known of an uploaded file. */
export const blob = z
  .object({ id, name: z.string(), mediaType: z.string(), sizeBytes: z.number().int(), url: z.string() })
  .meta({ id: 'Blob' });
export type Blob = z.infer<typeof blob>;

export const contentFormat = z.enum(['markdown', 'html', 'json', 'text']);
export type ContentFormat = z.infer<typeof contentFormat>;
