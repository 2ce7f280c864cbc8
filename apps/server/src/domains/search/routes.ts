import type { FastifyRequest } from 'fastify';
import { searchAnswer, searchQuery } from '@materi/contract';
import type { HttpApp } from '../../kernel/http/app.ts';
import { problems, SIGNED_IN as security } from '../../kernel/http/answers.ts';
import type { Search } from './search.ts';

/** `GET /api/v1/search`. */
export function registerSearchRoutes<Principal>(
  app: HttpApp,
  { search, requirePrincipal }: { search: Search<Principal>; requirePrincipal(request: FastifyRequest): Principal },
): void {
  app.get(
    '/api/v1/search',
    {
      schema: {
        operationId: 'search',
        summary: 'Find pages by what they say',
        description:
          'All words are wanted, in any of their forms; `"a phrase"` as it stands, `-word` not at all; the last word may be ' +
          'unfinished. A word that no page holds is looked for in its nearest spelling, and `corrections` says so. ' +
          'Without words the latest pages that the filters let through.',
        tags: ['search'],
        security,
        querystring: searchQuery,
        response: { 200: searchAnswer, ...problems(409) },
      },
    },
    async (request) => search.find(requirePrincipal(request), request.query),
  );
}
