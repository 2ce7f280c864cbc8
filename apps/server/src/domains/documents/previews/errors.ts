import { AppError } from '../../../kernel/errors.ts';
import type { OutboundError } from '../../../kernel/http/outbound.ts';

const inUrl = (code: string, status: number, message: string) =>
  new AppError(code, status, message, { faults: [{ path: 'body.url', message }] });

export const ownAddress = () =>
  inUrl('link.own_address', 400, 'This address is on this server. Link to the page itself; it shows its title.');

export const tooManyPreviews = (seconds: number) =>
  new AppError('link.too_many', 429, `Too many previews at once. Try again in ${seconds} seconds.`, {
    retryAfterSeconds: seconds,
  });

/** What a person is told when another site could not be shown. */
export function previewFailed({ reason, message }: OutboundError): AppError {
  switch (reason) {
    case 'address':
      return inUrl('link.not_an_address', 400, message);
    case 'private':
      return inUrl('link.private', 400, `${message} The server asks public sites only, never its own network.`);
    case 'slow':
      return inUrl('link.too_slow', 504, message);
    case 'unreachable':
    case 'too_large':
    case 'too_many_redirects':
      return inUrl('link.unreachable', 502, message);
  }
}

export const refusedBySite = (host: string, status: number) =>
  inUrl('link.unreachable', 502, `${host} answered ${status}, not the page.`);
