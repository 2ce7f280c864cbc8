import { z } from 'zod';
import { instant } from './values.ts';

/** How a request looks from the server: `GET /collab/check`. */
export const relayCheck = z
  .object({
    time: instant,
    protocol: z.enum(['http', 'https']),
    host: z.string(),
    forwarded: z.boolean().describe('A proxy said for whom it asks.'),
    forwardedProtocol: z.string().nullable().describe('`X-Forwarded-Proto` as it came.'),
    trustsProxies: z.boolean().describe('The server believes what some proxy says (`MATERI_TRUSTED_PROXIES`).'),
    publicUrl: z.string().nullable().describe('`MATERI_PUBLIC_URL`.'),
  })
  .meta({ id: 'RelayCheck' });
export type RelayCheck = z.infer<typeof relayCheck>;
