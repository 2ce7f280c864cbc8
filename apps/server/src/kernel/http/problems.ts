import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE, type Problem, type ProblemFault } from '@materi/contract';
import { AppError, isAppError } from '../errors.ts';
import type { HttpApp } from './app.ts';

/** What Fastify's own refusals are called here. */
const FRAMEWORK_ERRORS: Record<string, () => AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('input.too_large', 413, 'The body of the request is too large.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new AppError(
      'input.media_type',
      415,
      'The Content-Type of the request is not supported here; send application/json.',
    ),
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    new AppError('input.malformed', 400, 'The body is empty although its Content-Type is application/json.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => malformedJson(),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new AppError('input.malformed', 400, 'The body is not as long as its Content-Length says.'),
  FST_ERR_BAD_URL: () => new AppError('input.malformed', 400, 'The address of the request is malformed.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new AppError('input.invalid', 414, 'A part of the address is too long.'),
  FST_REQ_FILE_TOO_LARGE: () => new AppError('input.too_large', 413, 'The file is too large.'),
  FST_FILES_LIMIT: () => new AppError('input.too_large', 413, 'There are too many files in one request.'),
  FST_PARTS_LIMIT: () => new AppError('input.too_large', 413, 'There are too many parts in one request.'),
  FST_FIELDS_LIMIT: () => new AppError('input.too_large', 413, 'There are too many fields in one request.'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: () =>
    new AppError('input.media_type', 415, 'Send the files as multipart/form-data.'),
};

/** Faults of the disk and the database that have one cause, wherever they show (PostgreSQL, appendix A; errno(3)). */
const STORAGE_ERRORS: Record<string, () => AppError> = {
  '53100': () => storageFull(),
  ENOSPC: () => storageFull(),
  EDQUOT: () => storageFull(),
  '22021': () => unstorableText(),
  '22P05': () => unstorableText(),
};

const storageFull = () =>
  new AppError('storage.full', 507, 'The disk of the server is full. Nothing was stored; make room and try again.');
const unstorableText = () =>
  new AppError('input.invalid', 400, 'A text holds the character U+0000, which cannot be stored. Remove it.');
export const malformedJson = () => new AppError('input.malformed', 400, 'The body is no valid JSON.');
export const invalidUtf8 = () => new AppError('input.malformed', 400, 'The body holds bytes that are no valid UTF-8.');
export const tooManyRequests = (seconds: number) =>
  new AppError('rate.limited', 429, `Too many requests. Try again in ${seconds} seconds.`, {
    retryAfterSeconds: seconds,
  });
const routeNotFound = (request: FastifyRequest) =>
  new AppError('route.not_found', 404, `There is nothing at ${request.method} ${request.url.split('?')[0]}.`);
const internal = () =>
  new AppError('internal', 500, 'Something went wrong here. The log of the server tells more under the request id.');

/** The one form that every error has (RFC 9457). */
export const problemOf = (error: AppError): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[error.status] ?? 'Error',
  status: error.status,
  detail: error.message,
  code: error.code,
  ...(error.faults.length > 0 ? { errors: [...error.faults] } : {}),
});

/** Answers with an error. */
export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
  // A string passes by the serializer of the route, which describes only its good answers.
  return reply
    .code(error.status)
    .type(PROBLEM_MEDIA_TYPE)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemOf(error)));
}

/** What the reader of forms (busboy, through @fastify/multipart) says, without a code, of bytes that are no whole form. */
const BROKEN_FORM = /^(?:Multipart: Boundary not found|Malformed part header|Part terminated early|Unexpected end of )/;
const brokenForm = () =>
  new AppError('input.malformed', 400, 'The form is broken off or malformed. Send it again as multipart/form-data.');

/** Turns whatever a handler threw into an expected failure; a bug is logged here, once, and becomes `internal`. */
export function toAppError(error: FastifyError, request: FastifyRequest): AppError {
  if (isAppError(error)) return error;
  if (error.validation) {
    const where = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'body');
    const faults: ProblemFault[] = error.validation.map((fault) => ({
      path: [where, ...fault.instancePath.split('/').filter((part) => part !== '')].join('.'),
      message: (fault.message ?? '').endsWith(' received undefined')
        ? 'Is missing.'
        : (fault.message ?? 'Is not valid.'),
    }));
    const [first] = faults;
    return new AppError('input.invalid', 400, first ? `${first.path}: ${first.message}` : 'The input is not valid.', {
      faults,
    });
  }
  if (request.isMultipart?.() && BROKEN_FORM.test(error.message)) return brokenForm();
  const known = FRAMEWORK_ERRORS[error.code] ?? STORAGE_ERRORS[error.code];
  if (known) return known();
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new AppError('input.refused', error.statusCode, error.message);
  }
  request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed unexpectedly');
  return internal();
}

/**
 * @param pageFor answers with the web app when the address is one of its pages; `null` when it is not
 */
export function installProblems(
  app: HttpApp,
  pageFor: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | Promise<FastifyReply> | null,
): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (reply.raw.headersSent) {
      // Half an answer is out: only breaking the connection tells the client that it is not whole.
      request.log.warn({ err: error }, 'an answer broke off');
      reply.raw.destroy();
      return;
    }
    return sendProblem(reply, toAppError(error, request));
  });
  app.setNotFoundHandler((request, reply) => pageFor(request, reply) ?? sendProblem(reply, routeNotFound(request)));
}
