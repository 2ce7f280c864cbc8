import { z } from 'zod';
import { id, instant } from './values.ts';

/** The longest question that a search takes, in characters. */
export const SEARCH_QUERY_LIMIT = 400;
/** The longest tag, in characters. */
export const TAG_LIMIT = 60;

/** A tag as people write it: one line, without the sign in front. */
export const tagText = z
  .string()
  .trim()
  .transform((text) => text.replace(/^#+/, '').trim())
  .pipe(
    z
      .string()
      .min(1, 'Must not be empty.')
      .max(TAG_LIMIT, `Must be at most ${TAG_LIMIT} characters.`)
      .regex(/^[^\p{Cc}\p{Cs},]*$/u, 'Must not contain commas or control characters.'),
  );

/** What a page can hold that a search may ask for. */
export const searchThing = z.enum(['image', 'file', 'task', 'table', 'code', 'link']);
export type SearchThing = z.infer<typeof searchThing>;

const several = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).max(10));

const day = z.union([instant, z.iso.date()]);

/** A search. Words are all wanted; `"a phrase"` as it stands, `-word` not at all; the last word may be unfinished. */
export const searchQuery = z.object({
  q: z.string().max(SEARCH_QUERY_LIMIT, `Must be at most ${SEARCH_QUERY_LIMIT} characters.`).default(''),
  workspaceId: id.optional().describe('Only there; else in all workspaces of the person who asks.'),
  mode: z
    .enum(['text', 'semantic', 'hybrid'])
    .default('text')
    .describe('`semantic` and `hybrid` need an embedding model.'),
  sort: z.enum(['relevance', 'updated']).default('relevance'),
  tag: several(tagText).optional().describe('Pages with all of these tags.'),
  author: id.optional().describe('Pages that this person made or changed.'),
  in: id.optional().describe('This page and all below it.'),
  has: several(searchThing).optional().describe('Pages that hold all of these.'),
  updatedAfter: day.optional(),
  updatedBefore: day.optional(),
  trashed: z.stringbool().default(false).describe('`true` searches the trash, and only that.'),
  exact: z.stringbool().default(false).describe('`true` looks for no other spellings of words that no page holds.'),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before.'),
});
/** As a program asks. */
export type SearchQuery = Omit<z.input<typeof searchQuery>, 'tag' | 'has' | 'trashed' | 'exact' | 'limit'> & {
  limit?: number;
  tag?: readonly string[];
  has?: readonly SearchThing[];
  trashed?: boolean;
  exact?: boolean;
};

/** Where words stand in a text: from and to, in UTF-16 units. */
const ranges = z.array(z.tuple([z.number().int(), z.number().int()]));

export const searchPassage = z
  .object({
    blockId: z.string().nullable().describe('The block; its anchor on the page is `#b-{blockId}`.'),
    headingPath: z.array(z.string()).describe('The headings above it, the highest first.'),
    text: z.string().describe('The passage, or the part of it around the words.'),
    ranges: ranges.describe('Where the words stand in `text`.'),
  })
  .meta({ id: 'SearchPassage' });
export type SearchPassage = z.infer<typeof searchPassage>;

export const searchHit = z
  .object({
    document: z.object({
      id,
      workspaceId: id,
      title: z.string(),
      icon: z.string().nullable(),
      path: z.array(z.object({ id, title: z.string() })).describe('The pages above it, the top one first.'),
      tags: z.array(z.string()),
      updatedAt: instant,
    }),
    titleRanges: ranges.describe('Where the words stand in the title.'),
    passages: z.array(searchPassage).describe('The best ones, the best first.'),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof searchHit>;

export const searchAnswer = z
  .object({
    items: z.array(searchHit),
    nextCursor: z.string().nullable(),
    corrections: z
      .array(z.object({ word: z.string(), instead: z.string() }))
      .describe('Words that no page holds, and those that were looked for in their place.'),
    suggestion: z
      .string()
      .nullable()
      .describe('The same question in a spelling that many more pages hold; it was not looked for.'),
    indexing: z.number().int().describe('Pages whose newest text is not yet in the index.'),
  })
  .meta({ id: 'SearchAnswer' });
export type SearchAnswer = z.infer<typeof searchAnswer>;

/** A tag and how many pages have it. */
export const tag = z.object({ name: z.string(), documents: z.number().int() }).meta({ id: 'Tag' });
export type Tag = z.infer<typeof tag>;

export const tagList = z.object({ items: z.array(tag) }).meta({ id: 'TagList' });
export type TagList = z.infer<typeof tagList>;

export const tagRenameRequest = z.object({ name: tagText });

/** What a change of a tag did, enough to take it back. */
export const tagChanged = z
  .object({
    documents: z.number().int().describe('How many pages changed.'),
    documentIds: z.array(id).describe('Which pages changed.'),
    merged: z.array(id).describe('Those of them that had a tag of the new name already.'),
  })
  .meta({ id: 'TagChanged' });
export type TagChanged = z.infer<typeof tagChanged>;

/** The most pages that get a tag in one request. */
export const TAG_PAGES_LIMIT = 500;

export const tagPagesRequest = z.object({
  documentIds: z.array(id).min(1).max(TAG_PAGES_LIMIT),
  instead: tagText.optional().describe('A tag that is taken off these pages; the new one takes its place.'),
});
export type TagPagesRequest = z.input<typeof tagPagesRequest>;
