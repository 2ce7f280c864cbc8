import type {
  AccessGrant,
  ApiKey,
  Backlink,
  Blob as StoredBlob,
  ContentFormat,
  Document,
  DocumentCreateRequest,
  DocumentListQuery,
  DocumentMoveRequest,
  DocumentPath,
  DocumentUpdateRequest,
  Invitation,
  InvitationAccepted,
  InvitationAcceptRequest,
  InvitationCreated,
  InvitationCreateRequest,
  InvitationPreview,
  Job,
  KeyCreated,
  KeyCreateRequest,
  Me,
  Member,
  Page,
  Person,
  Session,
  SetupRequest,
  SetupState,
  SignInRequest,
  TitleMatches,
  TrashEmptied,
  Tree,
  Workspace,
  WorkspaceRole,
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
    workspaces: workspaceRoutes(transport),
    invitations: invitationRoutes(transport),
    documents: documentRoutes(transport),
    jobs: jobRoutes(transport),
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
    changePassword: (input: { currentPassword: string; newPassword: string }) =>
      transport.json<void>('POST', '/api/v1/me/password', { json: input }),
    sessions: () => transport.json<Page<Session>>('GET', '/api/v1/sessions'),
    endSession: (id: string) => transport.json<void>('DELETE', `/api/v1/sessions/${id}`),
    keys: () => transport.json<Page<ApiKey>>('GET', '/api/v1/keys'),
    createKey: (input: KeyCreateRequest) => transport.json<KeyCreated>('POST', '/api/v1/keys', { json: input }),
    deleteKey: (id: string) => transport.json<void>('DELETE', `/api/v1/keys/${id}`),
  };
}

function workspaceRoutes(transport: Transport) {
  return {
    list: (query?: PageQuery) => transport.json<Page<Workspace>>('GET', '/api/v1/workspaces', { query }),
    get: (id: string) => transport.json<Workspace>('GET', workspaceAt(id)),
    create: (name: string) => transport.json<Workspace>('POST', '/api/v1/workspaces', { json: { name } }),
    rename: (id: string, name: string) => transport.json<Workspace>('PATCH', workspaceAt(id), { json: { name } }),
    members: (id: string) =>
      transport.json<Page<Member>>('GET', `${workspaceAt(id)}/members`, { query: { limit: 200 } }),
    setRole: (id: string, personId: string, role: WorkspaceRole) =>
      transport.json<void>('PUT', `${workspaceAt(id)}/members`, { json: { personId, role } }),
    removeMember: (id: string, personId: string) =>
      transport.json<void>('DELETE', `${workspaceAt(id)}/members/${personId}`),
    invitations: (id: string) =>
      transport.json<Page<Invitation>>('GET', `${workspaceAt(id)}/invitations`, { query: { limit: 200 } }),
    invite: (id: string, input: InvitationCreateRequest) =>
      transport.json<InvitationCreated>('POST', `${workspaceAt(id)}/invitations`, { json: input }),
    withdrawInvitation: (id: string, invitationId: string) =>
      transport.json<void>('DELETE', `${workspaceAt(id)}/invitations/${invitationId}`),
    /** Every page that is not in the trash, in any order. */
    tree: (id: string, signal?: AbortSignal) => transport.json<Tree>('GET', `${workspaceAt(id)}/tree`, { signal }),
    documents: (id: string, query?: Omit<DocumentListQuery, keyof PageQuery> & PageQuery) =>
      transport.json<Page<Document>>('GET', `${workspaceAt(id)}/documents`, { query }),
    /** Finds pages by title, for link menus. */
    titles: (id: string, q: string, limit = 10) =>
      transport.json<TitleMatches>('GET', `${workspaceAt(id)}/titles`, { query: { q, limit } }),
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
    export: (id: string) => transport.json<Job>('POST', `${workspaceAt(id)}/exports`, { json: { format: 'markdown' } }),
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
    addFavourite: (id: string) => transport.json<void>('PUT', `${documentAt(id)}/favourite`),
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
    export: (id: string) =>
      transport.json<Job>('POST', `${documentAt(id)}/exports`, { json: { format: 'markdown', children: true } }),
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
