import pg from 'pg';

const serverUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function asAdmin<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Whether the server of `DATABASE_URL`, or the one of this machine, answers. */
export const hasPostgres = (): Promise<boolean> => asAdmin(() => Promise.resolve(true)).catch(() => false);

/** An empty database of its own on that server. */
export async function createDatabase(name: string): Promise<{ url: string; drop(): Promise<void> }> {
  const drop = () =>
    asAdmin(async (client) => void (await client.query(`drop database if exists ${name} with (force)`)));
  await drop();
  await asAdmin((client) => client.query(`create database ${name} template template0`));
  return { url: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href, drop };
}
