import type { Backlink, Document, DocumentPath, Page, PersonSummary, TitleMatches, Tree } from '@materi/contract';
import type { Blobs } from '../../kernel/blobs/blobs.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { Emit, Events } from '../../kernel/events/events.ts';
import type { Fanout } from '../../kernel/fanout.ts';
import type { Outbound } from '../../kernel/http/outbound.ts';
import type { StreamMessage } from '../../kernel/http/stream.ts';
import type { Access, AccessChange, Principal } from '../identity/index.ts';
import { createActivities, type Activities } from './activity/activities.ts';
import { createFollows, type Follows } from './activity/follows.ts';
import type { InitialContent } from './content.ts';
import type { PageRequest } from './cursors.ts';
import { createDuplicate, type Duplicate } from './duplicating.ts';
import { createAnnouncements, isUuid, listenToContent } from './events.ts';
import { createGate } from './gate.ts';
import { createIndexing, type Indexing } from './indexing.ts';
import { createLinks } from './links.ts';
import { createLists, type ListFilter } from './lists.ts';
import { createMarks, type Marks } from './marks.ts';
import { createMove, type Move } from './moving.ts';
import { createPages, type Pages } from './pages.ts';
import { createPreviews, type Previews } from './previews/previews.ts';
import { among, tablesOf } from './schema.ts';
import { createTransfer, type Transfer } from './transferring.ts';
import { createTags, type Tags } from './tags.ts';
import { createTrash, type Trash } from './trash.ts';
import { createTreeViews } from './tree.ts';
import { createUploads, type Uploads } from './uploads.ts';
import { createViews, type Names } from './views.ts';
import { createWelcome, type Welcome } from './welcome/welcome.ts';

export interface DocumentsNeeds {
  readonly database: Database;
  readonly access: Access;
  readonly people: Names;
  readonly emit: Emit;
  readonly events: Pick<Events, 'subscribe'>;
  readonly fanout: Fanout<{ stream: StreamMessage; access: AccessChange }>;
  /** Everyone who is a member of a workspace. */
  readonly membersOf: (principal: Principal, workspaceId: string) => Promise<PersonSummary[]>;
  readonly blobs: Blobs;
  readonly initialContent: InitialContent;
  /** How other sites are asked for previews. */
  readonly outbound: Outbound;
  readonly publicUrl: () => string;
  readonly clock: Clock;
}

/** Pages of workspaces: where they stand, what they are called, who likes them, what they refer to. */
export interface Documents extends Pages, Indexing {
  readonly tags: Tags;
  readonly move: Move;
  readonly transfer: Transfer;
  readonly duplicate: Duplicate;
  readonly trash: Trash;
  readonly marks: Marks;
  readonly activities: Activities;
  readonly follows: Follows;
  readonly uploads: Uploads;
  readonly previews: Previews;
  readonly welcome: Welcome;
  list(principal: Principal, workspaceId: string, filter: ListFilter, request: PageRequest): Promise<Page<Document>>;
  tree(principal: Principal, workspaceId: string): Promise<Tree>;
  path(principal: Principal, id: string): Promise<DocumentPath>;
  titles(principal: Principal, workspaceId: string, text: string, limit: number): Promise<TitleMatches>;
  backlinks(principal: Principal, id: string, request: PageRequest): Promise<Page<Backlink>>;
  /** What rights to a page depend on, for parts that ask `Access` themselves; undefined when there is none. */
  resourceOf(documentId: string): Promise<{ workspaceId: string; trashed: boolean } | undefined>;
  /** The titles of pages, for links to them; those that do not exist are left out. Whoever shows them has checked the right to the page around them. */
  titlesOf(documentIds: readonly string[]): Promise<Map<string, string>>;
  /** The versions of pages, those in the trash included; those that do not exist are left out. */
  versionsOf(documentIds: readonly string[]): Promise<Map<string, number>>;
  /** Tells open clients to fetch the tree anew, after a transaction with `createPrepared` has ended. */
  treeChanged(workspaceId: string): void;
}

export function createDocuments(needs: DocumentsNeeds): Documents {
  const { database, access, people, emit, events, fanout, blobs, initialContent, clock, outbound, publicUrl } = needs;
  const db = tablesOf(database.db);
  const gate = createGate({ db, access });
  const views = createViews({ db, access, people });
  const announce = createAnnouncements(fanout);
  const changing = { database, clock, emit, initialContent, gate, views, announce };
  const links = createLinks({ db, access, clock, gate });
  listenToContent(events, links.keep);

  const pages = createPages(changing);
  const uploads = createUploads({ database, access, gate, blobs, clock });

  return {
    ...pages,
    ...createTreeViews({ db, access, gate }),
    ...createIndexing(db),
    tags: createTags({ database, db, access, gate, emit, clock, announce }),
    move: createMove(changing),
    transfer: createTransfer({
      ...changing,
      access,
      blobs,
      copyBlob: uploads.copy,
      membersOf: needs.membersOf,
      rightsChanged: (documentId) => fanout.publish('access', { documentId }),
    }),
    duplicate: createDuplicate(changing),
    trash: createTrash(changing),
    marks: createMarks({ database, clock, gate }),
    activities: createActivities({ database, gate, people, events }),
    follows: createFollows({ database, gate, clock }),
    uploads,
    previews: createPreviews({ outbound, uploads, gate, clock, publicUrl }),
    welcome: createWelcome({ database, gate, pages, initialContent, announce }),
    list: createLists({ db, access, gate, views }),
    backlinks: links.backlinks,
    async resourceOf(documentId) {
      if (!isUuid(documentId)) return undefined;
      const row = await db
        .selectFrom('documents')
        .select(['workspace_id', 'trash_root_id'])
        .where('id', '=', documentId)
        .executeTakeFirst();
      return row && { workspaceId: row.workspace_id, trashed: row.trash_root_id !== null };
    },
    async titlesOf(documentIds) {
      const ids = documentIds.filter(isUuid);
      if (ids.length === 0) return new Map();
      const rows = await db.selectFrom('documents').select(['id', 'title']).where('id', 'in', ids).execute();
      return new Map(rows.map(({ id, title }) => [id, title]));
    },
    async versionsOf(documentIds) {
      const ids = documentIds.filter(isUuid);
      if (ids.length === 0) return new Map();
      const rows = await db.selectFrom('documents').select(['id', 'version']).where(among('id', ids)).execute();
      return new Map(rows.map(({ id, version }) => [id, version]));
    },
    treeChanged: announce.treeChanged,
  };
}
