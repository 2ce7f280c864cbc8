import type {
  Activity,
  Follow,
  Notification,
  NotificationPage,
  NotificationQuery,
  Version,
  VersionDetail,
  VersionListQuery,
  VersionRestored,
  AccessGrant,
  Account,
  ApiKey,
  ArchivedWorkspace,
  Backlink,
  Backup,
  BackupSettingsUpdate,
  BackupState,
  Blob as StoredBlob,
  ContentFormat,
  Document,
  DocumentCreateRequest,
  DocumentListQuery,
  DocumentMoveRequest,
  DocumentPath,
  DocumentUpdateRequest,
  FavouritePutRequest,
  EmailChangeRequest,
  ExportFormat,
  ImportUndone,
  MoveEffects,
  RecentImport,
  Invitation,
  InvitationAccepted,
  InvitationAcceptRequest,
  InvitationCreated,
  InvitationCreateRequest,
  InvitationPreview,
  Job,
  KeyCreated,
  KeyCreateRequest,
  LinkPreview,
  Me,
  Member,
  Page,
  PasswordChangeRequest,
  Person,
  PreferencesUpdate,
  ResetAnswer,
  ResetLink,
  ResetLinkCreated,
  ResetRequest,
  Session,
  SetupRequest,
  SetupState,
  SearchAnswer,
  SearchQuery,
  SignInRequest,
  TagChanged,
  TagPagesRequest,
  TagList,
  TitleMatches,
  TrashEmptied,
  Tree,
  WelcomeLanguage,
  Workspace,
  WorkspaceRole,
  WorkspaceUpdateRequest,
} from '@materi/contract';
import { openStream, type Stream, type StreamListener } from './api-stream.ts';
import { createTransport, type ApiClientOptions, type Transport } from './api-transport.ts';

const workspaceAt = (id: string) => `/api/v1/workspaces/${id}`;
const invitationAt = (token: string) => `/api/v1/invitations/${encodeURIComponent(token)}`;
const documentAt = (id: string) => `/api/v1/documents/${id}`;

type PageQuery = { limit?: number; cursor?: string };

/** The API of a Materi server, one function for each route. Failures are ApiError. */
export type ApiClient = ReturnType<typeof createApiClient>;

/**
 * Makes a client. In a browser leave `key` out: cookies carry the session and are renewed when they run out.
 * Programs give an API key.
 */
export function createApiClient(options: ApiClientOptions) {
  const transport = createTransport(options);
  return {
    /** Access tokens, for sockets and uploads that do not go through this client. */
    token: () => transport.token(),
    refresh: () => transport.refresh(),
    setup: setupRoutes(transport),
    auth: authRoutes(transport),
    me: meRoutes(transport),
    accounts: accountRoutes(transport),
    backups: backupRoutes(transport),
    workspaces: workspaceRoutes(transport),
    invitations: invitationRoutes(transport),
    documents: documentRoutes(transport),
    imports: importRoutes(transport),
    jobs: jobRoutes(transport),
    /** Finds pages by what they say. */
    search: (query: SearchQuery, signal?: AbortSignal) =>
      transport.json<SearchAnswer>('GET', '/api/v1/search', { query: { ...query }, signal }),
    notifications: notificationRoutes(transport),
    /** Listens to what changes; see openStream. */
    stream: (listener: StreamListener): Stream => openStream(transport, listener),
  };
}

function setupRoutes(transport: Transport) {
  return {
    state: () => transport.json<SetupState>('GET', '/api/v1/setup'),
    /** Makes the first owner with the one-time token and signs them in. */
    async complete(input: SetupRequest) {
      const grant = await transport.json<AccessGrant>('POST', '/api/v1/setup', { json: input });
      transport.keep(grant);
      return grant;
    },
  };
}

function authRoutes(transport: Transport) {
  return {
    async signIn(input: SignInRequest) {
      const grant = await transport.json<AccessGrant>('POST', '/api/v1/auth/sign-in', { json: input });
      transport.keep(grant);
      return grant;
    },
    /** Help with a forgotten password; see the contract for what each request does. */
    reset: (input: ResetRequest) => transport.json<ResetAnswer>('POST', '/api/v1/auth/reset', { json: input }),
    async signOut() {
      await transport.json<void>('POST', '/api/v1/auth/sign-out');
      transport.forget();
    },
  };
}

function meRoutes(transport: Transport) {
  return {
    get: (signal?: AbortSignal) => transport.json<Me>('GET', '/api/v1/me', { signal }),
    rename: (name: string) => transport.json<Person>('PATCH', '/api/v1/me', { json: { name } }),
    /** Preferences that are null follow the device again. */
    prefer: (preferences: PreferencesUpdate) =>
      transport.json<Person>('PATCH', '/api/v1/me', { json: { preferences } }),
    changeEmail: (input: EmailChangeRequest) => transport.json<Person>('POST', '/api/v1/me/email', { json: input }),
    /** One picture in the field `file`. */
    setPicture: (form: FormData) => transport.json<Person>('PUT', '/api/v1/me/picture', { body: form }),
    removePicture: () => transport.json<Person>('DELETE', '/api/v1/me/picture'),
    changePassword: (input: PasswordChangeRequest) =>
      transport.json<void>('POST', '/api/v1/me/password', { json: input }),
    sessions: () => transport.json<Page<Session>>('GET', '/api/v1/sessions', { query: { limit: 200 } }),
    endOtherSessions: () => transport.json<void>('DELETE', '/api/v1/sessions'),
    endSession: (id: string) => transport.json<void>('DELETE', `/api/v1/sessions/${id}`),
    keys: () => transport.json<Page<ApiKey>>('GET', '/api/v1/keys', { query: { limit: 200 } }),
    renameKey: (id: string, name: string) => transport.json<ApiKey>('PATCH', `/api/v1/keys/${id}`, { json: { name } }),
    createKey: (input: KeyCreateRequest) => transport.json<KeyCreated>('POST', '/api/v1/keys', { json: input }),
    deleteKey: (id: string) => transport.json<void>('DELETE', `/api/v1/keys/${id}`),
  };
}

/** For those who run the instance. */
function accountRoutes(transport: Transport) {
  const accountAt = (id: string) => `/api/v1/accounts/${id}`;
  return {
    list: (query?: PageQuery & { q?: string | undefined }) =>
      transport.json<Page<Account>>('GET', '/api/v1/accounts', { query }),
    setOperator: (id: string, operator: boolean) =>
      transport.json<void>('PATCH', accountAt(id), { json: { operator } }),
    resetLinks: (id: string) => transport.json<Page<ResetLink>>('GET', `${accountAt(id)}/reset-links`),
    makeResetLink: (id: string) => transport.json<ResetLinkCreated>('POST', `${accountAt(id)}/reset-links`),
    withdrawResetLinks: (id: string) => transport.json<void>('DELETE', `${accountAt(id)}/reset-links`),
  };
}

/** For those who run the instance. */
function backupRoutes(transport: Transport) {
  const backupAt = (name: string) => `/api/v1/backups/${encodeURIComponent(name)}`;
  return {
    list: () => transport.json<Page<Backup>>('GET', '/api/v1/backups'),
    state: () => transport.json<BackupState>('GET', '/api/v1/backups/state'),
    change: (change: BackupSettingsUpdate) =>
      transport.json<BackupState>('PATCH', '/api/v1/backups/state', { json: change }),
    make: () => transport.json<Job>('POST', '/api/v1/backups', { json: {} }),
    remove: (name: string) => transport.json<void>('DELETE', backupAt(name)),
    /** Where a backup can be downloaded. */
    url: backupAt,
  };
}

function workspaceRoutes(transport: Transport) {
  return {
    list: (query?: PageQuery) => transport.json<Page<Workspace>>('GET', '/api/v1/workspaces', { query }),
    get: (id: string) => transport.json<Workspace>('GET', workspaceAt(id)),
    create: (name: string) => transport.json<Workspace>('POST', '/api/v1/workspaces', { json: { name } }),
    update: (id: string, change: WorkspaceUpdateRequest) =>
      transport.json<Workspace>('PATCH', workspaceAt(id), { json: change }),
    /** Puts a workspace away; its own name shows that it is meant. */
    archive: (id: string, name: string) =>
      transport.json<void>('POST', `${workspaceAt(id)}/archive`, { json: { name } }),
    archived: () => transport.json<Page<ArchivedWorkspace>>('GET', '/api/v1/archived-workspaces'),
    restore: (id: string) => transport.json<Workspace>('POST', `/api/v1/archived-workspaces/${id}/restore`),
    handOver: (id: string, personId: string) =>
      transport.json<void>('POST', `${workspaceAt(id)}/owner`, { json: { personId } }),
    /** Makes the pages that show how Materi works; answers the first. */
    welcomePages: (id: string, language?: WelcomeLanguage) =>
      transport.json<Document>('POST', `${workspaceAt(id)}/welcome-pages`, { json: language ? { language } : {} }),
    members: (id: string, query?: PageQuery) =>
      transport.json<Page<Member>>('GET', `${workspaceAt(id)}/members`, { query: { limit: 200, ...query } }),
    setRole: (id: string, personId: string, role: WorkspaceRole) =>
      transport.json<void>('PUT', `${workspaceAt(id)}/members`, { json: { personId, role } }),
    removeMember: (id: string, personId: string) =>
      transport.json<void>('DELETE', `${workspaceAt(id)}/members/${personId}`),
    invitations: (id: string) =>
      transport.json<Page<Invitation>>('GET', `${workspaceAt(id)}/invitations`, { query: { limit: 200 } }),
    invite: (id: string, input: InvitationCreateRequest) =>
      transport.json<InvitationCreated>('POST', `${workspaceAt(id)}/invitations`, { json: input }),
    renewInvitation: (id: string, invitationId: string) =>
      transport.json<InvitationCreated>('POST', `${workspaceAt(id)}/invitations/${invitationId}/renewal`),
    withdrawInvitation: (id: string, invitationId: string) =>
      transport.json<void>('DELETE', `${workspaceAt(id)}/invitations/${invitationId}`),
    /** Every page that is not in the trash, in any order. */
    tree: (id: string, signal?: AbortSignal) => transport.json<Tree>('GET', `${workspaceAt(id)}/tree`, { signal }),
    documents: (id: string, query?: Omit<DocumentListQuery, keyof PageQuery> & PageQuery) =>
      transport.json<Page<Document>>('GET', `${workspaceAt(id)}/documents`, { query }),
    /** Finds pages by title, for link menus. */
    /** The tags of its pages, the most used first. */
    tags: (id: string) => transport.json<TagList>('GET', `${workspaceAt(id)}/tags`),
    renameTag: (id: string, tag: string, name: string) =>
      transport.json<TagChanged>('PATCH', `${workspaceAt(id)}/tags/${encodeURIComponent(tag)}`, { json: { name } }),
    deleteTag: (id: string, tag: string) =>
      transport.json<TagChanged>('DELETE', `${workspaceAt(id)}/tags/${encodeURIComponent(tag)}`),
    /** Puts a tag on pages, as many as `TAG_PAGES_LIMIT`. */
    tagPages: (id: string, tag: string, input: TagPagesRequest) =>
      transport.json<TagChanged>('POST', `${workspaceAt(id)}/tags/${encodeURIComponent(tag)}/pages`, { json: input }),
    titles: (id: string, q: string, limit = 10) =>
      transport.json<TitleMatches>('GET', `${workspaceAt(id)}/titles`, { query: { q, limit } }),
    /** What a page of another site is about; the server asks it. */
    previewLink: (id: string, url: string, signal?: AbortSignal) =>
      transport.json<LinkPreview>('POST', `${workspaceAt(id)}/link-previews`, { json: { url }, signal }),
    emptyTrash: (id: string) => transport.json<TrashEmptied>('DELETE', `${workspaceAt(id)}/trash`),
    createDocument: (id: string, input: DocumentCreateRequest) =>
      transport.json<Document>('POST', `${workspaceAt(id)}/documents`, { json: input }),
    /** Sends files to be imported, each as a part `files` named by its path; answers the job at once. */
    import: (id: string, form: FormData, into: string | null = null, signal?: AbortSignal) =>
      transport.json<Job>('POST', `${workspaceAt(id)}/imports`, {
        query: { into: into ?? undefined },
        body: form,
        signal,
        timeout: null,
      }),
    /** Sends files to be looked at: the job's result is an ImportPreview, and nothing is written. */
    previewImport: (id: string, form: FormData, into: string | null = null, signal?: AbortSignal) =>
      transport.json<Job>('POST', `${workspaceAt(id)}/imports`, {
        query: { into: into ?? undefined, preview: true },
        body: form,
        signal,
        timeout: null,
      }),
    /** The imports that were made, the newest first. */
    imports: (id: string) => transport.json<Page<RecentImport>>('GET', `${workspaceAt(id)}/imports`),
    export: (id: string, format: ExportFormat = 'markdown') =>
      transport.json<Job>('POST', `${workspaceAt(id)}/exports`, { json: { format } }),
    /** Keeps a file for use in pages. Reports no progress; browsers may post to `uploadUrl` themselves for that. */
    upload: (id: string, form: FormData, signal?: AbortSignal) =>
      transport.json<StoredBlob>('POST', `${workspaceAt(id)}/uploads`, { body: form, signal, timeout: null }),
    uploadUrl: (id: string) => `${workspaceAt(id)}/uploads`,
  };
}

function invitationRoutes(transport: Transport) {
  return {
    preview: (token: string) => transport.json<InvitationPreview>('GET', invitationAt(token)),
    async accept(token: string, input: InvitationAcceptRequest) {
      const accepted = await transport.json<InvitationAccepted>('POST', `${invitationAt(token)}/accept`, {
        json: input,
      });
      if (accepted.accessToken !== undefined && accepted.expiresIn !== undefined) {
        transport.keep({ accessToken: accepted.accessToken, expiresIn: accepted.expiresIn });
      }
      return accepted;
    },
  };
}

function documentRoutes(transport: Transport) {
  return {
    get: (id: string, signal?: AbortSignal) => transport.json<Document>('GET', documentAt(id), { signal }),
    update: (id: string, input: DocumentUpdateRequest) =>
      transport.json<Document>('PATCH', documentAt(id), { json: input }),
    move: (id: string, input: DocumentMoveRequest) =>
      transport.json<Document>('POST', `${documentAt(id)}/move`, { json: input }),
    duplicate: (id: string) => transport.json<Document>('POST', `${documentAt(id)}/duplicate`),
    trash: (id: string) => transport.json<void>('DELETE', documentAt(id)),
    restore: (id: string) => transport.json<Document>('POST', `${documentAt(id)}/restore`),
    /** Destroys a page for good. */
    destroy: (id: string) => transport.json<void>('DELETE', documentAt(id), { query: { permanent: true } }),
    /** Last among the favourites, or where the place says; one that is there already moves there. */
    addFavourite: (id: string, place?: FavouritePutRequest) =>
      transport.json<void>('PUT', `${documentAt(id)}/favourite`, place === undefined ? {} : { json: place }),
    removeFavourite: (id: string) => transport.json<void>('DELETE', `${documentAt(id)}/favourite`),
    /** Notes that the person looks at a page, for the list of recent ones. */
    visit: (id: string) => transport.json<void>('POST', `${documentAt(id)}/visits`),
    /** The pages above a page, from the top down to the page itself. */
    path: (id: string) => transport.json<DocumentPath>('GET', `${documentAt(id)}/path`),
    backlinks: (id: string) => transport.json<Page<Backlink>>('GET', `${documentAt(id)}/backlinks`),
    /** The body as text in the format asked for. */
    async content(id: string, format: ContentFormat) {
      const response = await transport.send('GET', `${documentAt(id)}/content`, {
        query: { format },
        headers: { accept: '*/*' },
      });
      return response.text();
    },
    /** What the page was like before, newest first. */
    versions: (id: string, query?: Omit<VersionListQuery, keyof PageQuery> & PageQuery) =>
      transport.json<Page<Version>>('GET', `${documentAt(id)}/versions`, { query }),
    version: (id: string, version: string) =>
      transport.json<VersionDetail>('GET', `${documentAt(id)}/versions/${version}`),
    async versionContent(id: string, version: string, format: ContentFormat) {
      const response = await transport.send('GET', `${documentAt(id)}/versions/${version}/content`, {
        query: { format },
        headers: { accept: '*/*' },
      });
      return response.text();
    },
    /** Puts a name on the page as it is now. */
    nameNow: (id: string, name: string) =>
      transport.json<Version>('POST', `${documentAt(id)}/versions`, { json: { name } }),
    nameVersion: (id: string, version: string, name: string) =>
      transport.json<Version>('PATCH', `${documentAt(id)}/versions/${version}`, { json: { name } }),
    unnameVersion: (id: string, version: string) =>
      transport.json<void>('DELETE', `${documentAt(id)}/versions/${version}/name`),
    /** Brings the body of a version back by an edit like any other. */
    restoreVersion: (id: string, version: string) =>
      transport.json<VersionRestored>('POST', `${documentAt(id)}/versions/${version}/restore`),
    /** Makes a new page with the body of a version, after the old one. */
    copyVersion: (id: string, version: string) =>
      transport.json<Document>('POST', `${documentAt(id)}/versions/${version}/copy`),
    /** What happened to the page, latest first. */
    activity: (id: string, query?: PageQuery) =>
      transport.json<Page<Activity>>('GET', `${documentAt(id)}/activity`, { query }),
    following: (id: string) => transport.json<Follow>('GET', `${documentAt(id)}/follow`),
    follow: (id: string, subpages = false) =>
      transport.json<Follow>('PUT', `${documentAt(id)}/follow`, { json: { subpages } }),
    unfollow: (id: string) => transport.json<void>('DELETE', `${documentAt(id)}/follow`),
    export: (id: string, format: ExportFormat = 'markdown', children = true) =>
      transport.json<Job>('POST', `${documentAt(id)}/exports`, { json: { format, children } }),
    /** Who would lose access if the page moved to another workspace. */
    moveEffects: (id: string, workspaceId: string) =>
      transport.json<MoveEffects>('GET', `${documentAt(id)}/move-effects`, { query: { workspaceId } }),
  };
}

function importRoutes(transport: Transport) {
  const importAt = (id: string) => `/api/v1/imports/${id}`;
  return {
    /** Imports what was looked at, or goes on with an import that ended early. */
    start: (id: string) => transport.json<Job>('POST', `${importAt(id)}/start`),
    /** Takes an import back; with `edited` also what people changed since. */
    undo: (id: string, edited = false) =>
      transport.json<ImportUndone>('POST', `${importAt(id)}/undo`, { json: { edited } }),
    /** Forgets what was sent and only looked at. */
    discard: (id: string) => transport.json<void>('DELETE', importAt(id)),
  };
}

function jobRoutes(transport: Transport) {
  return {
    get: (id: string) => transport.json<Job>('GET', `/api/v1/jobs/${id}`),
    cancel: (id: string) => transport.json<Job>('POST', `/api/v1/jobs/${id}/cancel`),
    /** Where the result of a finished job can be downloaded. */
    resultUrl: (id: string) => `/api/v1/jobs/${id}/result`,
  };
}

function notificationRoutes(transport: Transport) {
  return {
    /** What is new for the person who is signed in, latest first. */
    list: (query?: Omit<NotificationQuery, keyof PageQuery> & PageQuery) =>
      transport.json<NotificationPage>('GET', '/api/v1/notifications', { query }),
    mark: (id: string, read: boolean) =>
      transport.json<Notification>('PATCH', `/api/v1/notifications/${id}`, { json: { read } }),
    /** Marks all of a workspace as read, or those about one page. */
    readAll: (workspaceId: string, documentId?: string) =>
      transport.json<void>('PATCH', '/api/v1/notifications', { json: { read: true, workspaceId, documentId } }),
  };
}
