// Hocuspocus as its manual sets it up: the server, the SQLite extension, defaults for everything else.
// The benchmark copies this file beside the installed packages and runs it there.
import { Server } from '@hocuspocus/server';
import { SQLite } from '@hocuspocus/extension-sqlite';

const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database: process.env.DATABASE })],
});
await server.listen();
process.stdout.write('ready\n');
