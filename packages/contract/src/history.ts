import { z } from 'zod';
import { personSummary } from './identity.ts';
import { id, instant, nameText, page, pageQuery } from './values.ts';

/** What a page was like at one moment: at the end of a session of work, or where somebody put a name. */
export const version = z
  .object({
    id,
    documentId: id,
    kind: z
      .enum(['session', 'restore'])
      .describe('`session`: edits without a long pause between them. `restore`: one edit that brought a version back.'),
    name: z.string().nullable().describe('Given by a person; null for most.'),
    namedBy: personSummary.nullable(),
    people: z.array(personSummary).describe('Everyone who edited in it, in the order of their first edit.'),
    startedAt: instant,
    endedAt: instant.describe('The time of the last edit in it: the version is the body as it was then.'),
    restoredFrom: id.nullable().describe('The version that a `restore` brought back, while that exists.'),
    isCurrent: z.boolean().describe('Nothing was edited after it.'),
  })
  .meta({ id: 'Version' });
export type Version = z.infer<typeof version>;

export const versionListQuery = pageQuery.extend({
  named: z.stringbool().optional().describe('`true`: only those that have a name.'),
});
export type VersionListQuery = z.input<typeof versionListQuery>;

/** Puts a name on the page as it is now. */
export const versionCreateRequest = z.object({ name: nameText });
export type VersionCreateRequest = z.input<typeof versionCreateRequest>;

export const versionUpdateRequest = z.object({ name: nameText });
export type VersionUpdateRequest = z.input<typeof versionUpdateRequest>;

/** A version with the one before it, for comparing; null for the first. */
export const versionDetail = version.extend({ previousId: id.nullable() }).meta({ id: 'VersionDetail' });
export type VersionDetail = z.infer<typeof versionDetail>;

/** What a restore did: the version that it made, and the one that holds the body as it was before. */
export const versionRestored = z
  .object({
    version: version.nullable().describe('null when the page was like that already and nothing had to change.'),
    before: version.nullable().describe('Restore this one to undo.'),
  })
  .meta({ id: 'VersionRestored' });
export type VersionRestored = z.infer<typeof versionRestored>;

export const ACTIVITY_KINDS = [
  'created',
  'imported',
  'renamed',
  'changed_icon',
  'changed_properties',
  'moved',
  'trashed',
  'restored',
  'edited',
  'version_named',
  'version_restored',
] as const;

/** Something that happened to a page; what one person did again and again within minutes is one entry. */
export const activity = z
  .object({
    id,
    kind: z.enum(ACTIVITY_KINDS),
    people: z.array(personSummary),
    startedAt: instant,
    endedAt: instant,
    title: z.string().nullable().describe('The title after `renamed`; the name of the version after `version_named`.'),
    versionId: id.nullable().describe('The version that `edited`, `version_named` and `version_restored` are about.'),
    parent: z
      .object({ id, title: z.string() })
      .nullable()
      .describe('The page that it was moved under; null for the top.'),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof activity>;

/** Whether the person who asks follows a page. */
export const follow = z
  .object({
    following: z.boolean(),
    subpages: z.boolean().describe('Whether all pages below are followed too.'),
    through: z
      .object({ id, title: z.string() })
      .nullable()
      .describe('The page above that is followed with its pages below.'),
  })
  .meta({ id: 'Follow' });
export type Follow = z.infer<typeof follow>;

export const followPutRequest = z.object({ subpages: z.boolean().default(false) });
export type FollowPutRequest = z.input<typeof followPutRequest>;

/** One line of the inbox. */
export const notification = z
  .object({
    id,
    workspaceId: id,
    documentId: id,
    kind: z.enum(['edited', 'mentioned']),
    title: z.string().describe('The title of the page.'),
    people: z.array(personSummary).describe('Who did it; never the person who asks.'),
    versionId: id.nullable(),
    blockId: z.string().nullable().describe('Where the person is mentioned.'),
    at: instant,
    readAt: instant.nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof notification>;

export const notificationQuery = pageQuery.extend({
  workspaceId: id.optional(),
  unread: z.stringbool().optional().describe('`true`: only what was not read.'),
});
export type NotificationQuery = z.input<typeof notificationQuery>;

export const notificationPage = page(notification)
  .extend({ unread: z.number().int().describe('How many are unread, of all and not only of this page of the list.') })
  .meta({ id: 'NotificationPage' });
export type NotificationPage = z.infer<typeof notificationPage>;

export const notificationUpdate = z.object({ read: z.boolean() });
export type NotificationUpdate = z.infer<typeof notificationUpdate>;

/** Marks many as read: all of a workspace, or those about one page. */
export const notificationsRead = z.object({
  read: z.literal(true),
  workspaceId: id,
  documentId: id.optional(),
});
export type NotificationsRead = z.infer<typeof notificationsRead>;
