import { z } from 'zod';
import { backup, backupCreateRequest, backupSettingsUpdate, backupState, job, page } from '@materi/contract';
import type { HttpApp } from '../../kernel/http/app.ts';
import { nothing, problems, SIGNED_IN as security } from '../../kernel/http/answers.ts';
import { requirePrincipal } from '../identity/index.ts';
import type { Backups } from './backups.ts';

const tags = ['backups'];
const nameParams = z.object({ name: z.string().max(100) });

/** Backups, for those who run the instance. */
export function registerBackupRoutes(app: HttpApp, backups: Backups): void {
  app.get(
    '/api/v1/backups',
    {
      schema: {
        operationId: 'listBackups',
        summary: 'The backups on this server, newest first',
        tags,
        security,
        response: { 200: page(backup), ...problems() },
      },
    },
    async (request) => ({ items: await backups.list(requirePrincipal(request)), nextCursor: null }),
  );

  app.post(
    '/api/v1/backups',
    {
      schema: {
        operationId: 'makeBackup',
        summary: 'Make a backup of everything on this server, while people go on',
        description: 'Answers the job at once; the result names the backup. One is made at a time.',
        tags,
        security,
        body: backupCreateRequest.optional(),
        response: { 202: job, ...problems() },
      },
    },
    async (request, reply) => {
      const record = await backups.start(requirePrincipal(request), request.body?.passphrase);
      return reply
        .code(202)
        .header('location', `/api/v1/jobs/${record.id}`)
        .send({
          id: record.id,
          kind: record.kind,
          status: record.status,
          progress: record.progress,
          message: record.message,
          result: record.result,
          error: record.error,
          createdAt: record.createdAt.toISOString(),
          finishedAt: record.finishedAt?.toISOString() ?? null,
        });
    },
  );

  app.get(
    '/api/v1/backups/state',
    {
      schema: {
        operationId: 'getBackupState',
        summary: 'How backups are made, and whether the last one failed',
        tags,
        security,
        response: { 200: backupState, ...problems() },
      },
    },
    async (request) => backups.state(requirePrincipal(request)),
  );

  app.patch(
    '/api/v1/backups/state',
    {
      schema: {
        operationId: 'changeBackupState',
        summary: 'Change how backups are made',
        tags,
        security,
        body: backupSettingsUpdate,
        response: { 200: backupState, ...problems() },
      },
    },
    async (request) => backups.change(requirePrincipal(request), request.body),
  );

  app.get(
    '/api/v1/backups/:name',
    {
      schema: {
        operationId: 'getBackup',
        summary: 'Download a backup',
        tags,
        security,
        params: nameParams,
        response: { 200: z.any().describe('A tar archive.'), ...problems() },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { bytes, content } = await backups.open(requirePrincipal(request), name);
      return reply
        .header('content-type', 'application/x-tar')
        .header('content-length', bytes)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'private, no-store')
        .send(content());
    },
  );

  app.delete(
    '/api/v1/backups/:name',
    {
      schema: {
        operationId: 'deleteBackup',
        summary: 'Delete a backup',
        tags,
        security,
        params: nameParams,
        response: { 204: nothing, ...problems() },
      },
    },
    async (request, reply) => {
      await backups.remove(requirePrincipal(request), request.params.name);
      return reply.code(204).send(null);
    },
  );
}
