import { z } from 'zod';
import { id, instant, pageQuery } from './values.ts';
import { personSummary, workspaceRole } from './identity.ts';
import { tagText } from './search.ts';

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

/** How many pages may stand above one another, the top one included. */
export const DEPTH_LIMIT = 50;
/** The most that the properties of a page take as JSON, in characters. */
export const PROPERTIES_LIMIT = 64 * 1024;

/** One emoji or other short sign shown before the title. */
export const iconText = z
  .string()
  .trim()
  .min(1, 'Must be one emoji, or null for none.')
  .max(16, 'Must be one emoji.')
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Must be one emoji.')
  .nullable();

/** Whether a JSON value can be kept in a database column: not too deep, no NUL, no half characters. */
function isStorable(value: unknown): boolean {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > 32) return false;
    if (typeof next.value === 'string' && (next.value.includes('\0') || !next.value.isWellFormed())) return false;
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const [key, inner] of Object.entries(next.value)) {
      open.push({ value: key, depth: 0 }, { value: inner, depth: next.depth + 1 });
    }
  }
  return JSON.stringify(value).length <= PROPERTIES_LIMIT;
}

export const properties = z
  .record(z.string().max(200), z.unknown())
  .refine(isStorable, `Must be at most ${PROPERTIES_LIMIT} characters of JSON, 32 levels deep, without NUL characters.`)
  .describe('Front matter of the page.');

/** A page without its body. */
export const document = z
  .object({
    id,
    workspaceId: id,
    parentId: id.nullable(),
    title: z.string(),
    icon: z.string().nullable(),
    position: z.string().describe('Sorts the page among its siblings (by code unit).'),
    properties: z.record(z.string(), z.unknown()).describe('Front matter of the page.'),
    hasChildren: z.boolean(),
    createdAt: instant,
    createdBy: personSummary.nullable(),
    updatedAt: instant.describe('Last change of title, properties, place or body.'),
    trashedAt: instant.nullable(),
    trashedBy: personSummary.nullable().describe('Who put it in the trash.'),
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
  tags: z.array(tagText).max(100).optional().describe('The property `tags` alone; the other properties stay.'),
});
export type DocumentUpdateRequest = z.infer<typeof documentUpdateRequest>;

/**
 * Moves a page under another (or to the top with `parentId: null`), between its new siblings:
 * directly after `afterId`, or directly before `beforeId`; at the end when neither is given.
 */
export const documentMoveRequest = z.object({
  workspaceId: id
    .optional()
    .describe('Another workspace, to move it there with all below it; the person must be an editor in both.'),
  parentId: id.nullable(),
  afterId: id.nullable().optional(),
  beforeId: id.nullable().optional(),
});
export type DocumentMoveRequest = z.infer<typeof documentMoveRequest>;

/** What a move to another workspace would mean. */
export const moveEffects = z
  .object({
    documents: z.number().int().describe('How many pages would go.'),
    losing: z.array(personSummary).describe('People who can read the page now and could not any more.'),
  })
  .meta({ id: 'MoveEffects' });
export type MoveEffects = z.infer<typeof moveEffects>;

/** Copies a page; the copy stands directly after the original. */
export const documentDuplicateRequest = z.object({
  children: z.boolean().default(false).describe('Whether the pages below are copied too.'),
});
export type DocumentDuplicateRequest = z.input<typeof documentDuplicateRequest>;

/** Which pages a list holds. Without a filter: all that are not in the trash. */
export const documentListQuery = pageQuery.extend({
  parentId: z
    .union([id, z.literal('top')])
    .optional()
    .describe('Only the pages directly under this one, in their order; `top` for those under none.'),
  trashed: z.stringbool().optional().describe('`true`: what was put in the trash, latest first.'),
  recent: z.stringbool().optional().describe('`true`: what the person who asks visited, latest first.'),
  changed: z.stringbool().optional().describe('`true`: what anybody changed, latest first.'),
  favourites: z.stringbool().optional().describe('`true`: the favourites of the person who asks, in their order.'),
});
export type DocumentListQuery = z.input<typeof documentListQuery>;

/** Where a favourite stands among the favourites; unchanged, or last when new, when neither is given. */
export const favouritePutRequest = z.object({
  afterId: id.nullable().optional(),
  beforeId: id.nullable().optional(),
});
export type FavouritePutRequest = z.infer<typeof favouritePutRequest>;

/** The pages above a page, from the top down to the page itself. */
export const documentPath = z.object({ items: z.array(treeNode) }).meta({ id: 'DocumentPath' });
export type DocumentPath = z.infer<typeof documentPath>;

/** A search among titles, for link menus and the quick switcher; without `q` what was visited or changed last. */
export const titleQuery = z.object({
  q: z
    .string()
    .max(200)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Must not contain control characters.')
    .default(''),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});
export type TitleQuery = z.input<typeof titleQuery>;

/** Pages whose title holds the text: those that start with it first. */
export const titleMatches = z.object({ items: z.array(treeNode) }).meta({ id: 'TitleMatches' });
export type TitleMatches = z.infer<typeof titleMatches>;

/** How many pages were destroyed. */
export const trashEmptied = z.object({ destroyed: z.number().int() }).meta({ id: 'TrashEmptied' });
export type TrashEmptied = z.infer<typeof trashEmptied>;

/** The languages in which there are welcome pages. */
export const welcomeLanguage = z.enum(['en', 'ar']);
export type WelcomeLanguage = z.infer<typeof welcomeLanguage>;

export const welcomePagesRequest = z.object({
  language: welcomeLanguage.default('en').describe('The language they are written in.'),
});
export type WelcomePagesRequest = z.input<typeof welcomePagesRequest>;

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

/** Asks what a page of another site is about. */
export const linkPreviewRequest = z.object({
  url: z
    .url({ protocol: /^https?$/, error: 'Must be a web address, for example https://example.org.' })
    .max(2000, 'Must be at most 2000 characters.')
    .describe('The address of the page.'),
});
export type LinkPreviewRequest = z.infer<typeof linkPreviewRequest>;

/** What a page of another site says of itself; `image` and `icon` are addresses on this server. */
export const linkPreview = z
  .object({
    url: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    siteName: z.string().nullable(),
    image: z.string().nullable(),
    icon: z.string().nullable(),
  })
  .meta({ id: 'LinkPreview' });
export type LinkPreview = z.infer<typeof linkPreview>;

export const contentFormat = z.enum(['markdown', 'html', 'json', 'text']);
export type ContentFormat = z.infer<typeof contentFormat>;
