import type { Duplex } from 'node:stream';
import { PROBLEM_MEDIA_TYPE } from '@materi/contract';
import { AppError } from '../errors.ts';
import { problemOf } from './problems.ts';

/** What Node's reader of HTTP refuses before there is a request (llhttp's and Node's codes). */
const REFUSALS: Record<string, AppError> = {
  HPE_HEADER_OVERFLOW: new AppError('input.too_large', 431, 'The headers of the request are too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: new AppError('input.too_slow', 408, 'The request took too long to arrive.'),
};
const noHttp = new AppError('input.malformed', 400, 'What was sent is no valid HTTP request.');

/** Answers bytes that are no request with a problem like every other, and ends the connection. */
export function refuseUnreadable(error: { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(REFUSALS[error.code ?? ''] ?? noHttp);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
