import net from 'node:net';

/** The PostgreSQL in which tests make databases of their own. */
export const serverUrl = process.env['MATERI_TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Which database the tests run on: `MATERI_TEST_DATABASE`, or PostgreSQL when one answers, else the embedded one. */
export async function testDatabaseKind(): Promise<'embedded' | 'postgres'> {
  const chosen = process.env['MATERI_TEST_DATABASE'];
  if (chosen === 'embedded' || chosen === 'postgres') return chosen;
  if (chosen) throw new Error(`MATERI_TEST_DATABASE is "${chosen}"; it may be "embedded" or "postgres".`);
  const { hostname, port } = new URL(serverUrl);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port || 5432), timeout: 1_000 });
    const answer = (kind: 'embedded' | 'postgres') => {
      socket.destroy();
      resolve(kind);
    };
    socket.once('connect', () => answer('postgres'));
    socket.once('error', () => answer('embedded'));
    socket.once('timeout', () => answer('embedded'));
  });
}
