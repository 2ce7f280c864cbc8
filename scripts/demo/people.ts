import { createApiClient, type ApiClient } from '@materi/client';

/** Who works in the demo. The first is the one to sign in as. */
export const PEOPLE = [
  { name: 'Mira Castellanos', email: 'mira@fieldnotes.example' },
  { name: 'Ana Okonkwo', email: 'ana@fieldnotes.example' },
  { name: 'Jonas Lindqvist', email: 'jonas@fieldnotes.example' },
] as const;

/** The same for all three: this data is for trying. */
export const PASSWORD = 'pocket guides outside';
export const WORKSPACE = 'Fieldnotes Press';

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Speaks as this person. */
  readonly api: ApiClient;
  /** An API key of this person. */
  readonly key: string;
}

interface Grant {
  readonly accessToken: string;
}

/** Makes the owner and their two colleagues, or signs them in when they are there. */
export async function meetPeople(url: string, setupToken: string | null): Promise<DemoPerson[]> {
  if (setupToken !== null) {
    const [owner, ...colleagues] = PEOPLE;
    const grant = await post<Grant>(url, '/api/v1/setup', {
      token: setupToken,
      ...owner,
      password: PASSWORD,
      workspace: WORKSPACE,
    });
    const { items } = await get<{ items: { id: string }[] }>(url, '/api/v1/workspaces', grant.accessToken);
    const workspaceId = items[0]?.id ?? '';
    for (const colleague of colleagues) {
      const invitation = await post<{ token: string }>(
        url,
        `/api/v1/workspaces/${workspaceId}/invitations`,
        { role: 'editor' },
        grant.accessToken,
      );
      await post(url, `/api/v1/invitations/${invitation.token}/accept`, { ...colleague, password: PASSWORD });
    }
  }
  return Promise.all(PEOPLE.map((person) => signedIn(url, person)));
}

async function signedIn(url: string, { name, email }: { name: string; email: string }): Promise<DemoPerson> {
  const { accessToken } = await post<Grant>(url, '/api/v1/auth/sign-in', { email, password: PASSWORD });
  const made = await post<{ key: string }>(
    url,
    '/api/v1/keys',
    { name: 'Demo', scopes: ['*'], expiresInDays: 1 },
    accessToken,
  );
  const api = createApiClient({ baseUrl: url, key: made.key });
  const { person } = await api.me.get();
  return { id: person.id, name, email, api, key: made.key };
}

const get = <Answer>(url: string, path: string, token: string) => send<Answer>(url, path, { token });
const post = <Answer>(url: string, path: string, body: unknown, token?: string) =>
  send<Answer>(url, path, { method: 'POST', body, ...(token === undefined ? {} : { token }) });

async function send<Answer>(
  url: string,
  path: string,
  { method = 'GET', body, token }: { method?: string; body?: unknown; token?: string },
): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
