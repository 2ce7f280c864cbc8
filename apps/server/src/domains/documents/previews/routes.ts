import { z } from 'zod';
import { id, linkPreview, linkPreviewRequest } from '@materi/contract';
import { problems, SIGNED_IN as security } from '../../../kernel/http/answers.ts';
import type { HttpApp } from '../../../kernel/http/app.ts';
import { requirePrincipal } from '../../identity/index.ts';
import type { Previews } from './previews.ts';

/** Asking what another site's page is about. */
export function registerPreviewRoutes(app: HttpApp, previews: Previews): void {
  app.post(
    '/api/v1/workspaces/:id/link-previews',
    {
      schema: {
        operationId: 'previewLink',
        summary: 'Ask what a page of another site is about',
        description:
          'The server fetches the page, reads its title, description and picture, and keeps the pictures as files of ' +
          'the workspace. It asks public sites only (`link.private` otherwise). A preview is kept for an hour.',
        tags: ['files'],
        security,
        params: z.object({ id: id.describe('The workspace.') }),
        body: linkPreviewRequest,
        response: { 200: linkPreview, ...problems(502, 504) },
      },
    },
    (request) => previews.preview(requirePrincipal(request), request.params.id, request.body.url),
  );
}
