import { pino, destination as fileDestination, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** What no log line may hold, wherever a caller puts it. */
const SECRET_PATHS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'key',
  'secret',
  'authorization',
  'cookie',
  '*.password',
  '*.token',
  '*.accessToken',
  '*.refreshToken',
  '*.secret',
  'headers.authorization',
  'headers.cookie',
  'headers["set-cookie"]',
  '*.headers.authorization',
  '*.headers.cookie',
  '*.headers["set-cookie"]',
];

/** JSON lines on stderr, with secrets blotted out. */
export function createLogger(needs: { level: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      level: needs.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_PATHS, censor: '[hidden]' },
    },
    // Synchronous, so that the last words of a process that fails are not lost.
    needs.destination ?? fileDestination({ dest: 2, sync: true }),
  );
}
