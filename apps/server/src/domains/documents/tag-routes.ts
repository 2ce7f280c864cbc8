import { z } from 'zod';
import { id, tagChanged, tagList, tagPagesRequest, tagRenameRequest, tagText } from '@materi/contract';
import type { HttpApp } from '../../kernel/http/app.ts';
import { problems, SIGNED_IN as security } from '../../kernel/http/answers.ts';
import { requirePrincipal } from '../identity/index.ts';
import type { Documents } from './documents.ts';

const ofWorkspace = z.object({ id: id.describe('The workspace.') });
const ofTag = z.object({ id: id.describe('The workspace.'), name: tagText.describe('The tag, in any case.') });
const tags = ['documents'];

/** The tags of a workspace. Those of one page are changed with the page. */
export function registerTagRoutes(app: HttpApp, documents: Documents): void {
  app.get(
    '/api/v1/workspaces/:id/tags',
    {
      schema: {
        operationId: 'listTags',
        summary: 'The tags of a workspace, the most used first',
        tags,
        security,
        params: ofWorkspace,
        response: { 200: tagList, ...problems() },
      },
    },
    async (request) => ({ items: await documents.tags.list(requirePrincipal(request), request.params.id) }),
  );

  app.patch(
    '/api/v1/workspaces/:id/tags/:name',
    {
      schema: {
        operationId: 'renameTag',
        summary: 'Give a tag another name on every page',
        description: 'Where that name is in use the two become one.',
        tags,
        security,
        params: ofTag,
        body: tagRenameRequest,
        response: { 200: tagChanged, ...problems() },
      },
    },
    async (request) => {
      const { id: workspaceId, name } = request.params;
      return documents.tags.rename(requirePrincipal(request), workspaceId, name, request.body.name);
    },
  );

  app.delete(
    '/api/v1/workspaces/:id/tags/:name',
    {
      schema: {
        operationId: 'deleteTag',
        summary: 'Take a tag off every page',
        tags,
        security,
        params: ofTag,
        response: { 200: tagChanged, ...problems() },
      },
    },
    async (request) => documents.tags.remove(requirePrincipal(request), request.params.id, request.params.name),
  );

  app.post(
    '/api/v1/workspaces/:id/tags/:name/pages',
    {
      schema: {
        operationId: 'tagPages',
        summary: 'Put a tag on pages',
        description:
          'With `instead` it takes the place of another tag. With what a rename or a deletion answered it takes that back.',
        tags,
        security,
        params: ofTag,
        body: tagPagesRequest,
        response: { 200: tagChanged, ...problems() },
      },
    },
    async (request) => {
      const { id: workspaceId, name } = request.params;
      return documents.tags.put(requirePrincipal(request), workspaceId, name, request.body);
    },
  );
}
