import { ApiError } from '@materi/client';
import { api } from '../../api.ts';
import { t } from '../../messages/index.ts';
import type { UploadedFile } from '../editor/contract.ts';

/**
 * Sends a file and tells how much of it went. Not `fetch`: it cannot tell that.
 * Fails with an ApiError whose message may be shown.
 */
export async function uploadFile(
  workspaceId: string,
  file: File,
  onProgress: (part: number) => void,
): Promise<UploadedFile> {
  const token = await api.token();
  const form = new FormData();
  form.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', api.workspaces.uploadUrl(workspaceId));
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('x-materi-request', '1');
    request.responseType = 'json';
    const fail = (status: number, title: string) =>
      reject(new ApiError({ status, code: status === 0 ? 'network.unreachable' : `http.${status}`, title }));
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status >= 200 && request.status < 300) {
        onProgress(1);
        resolve(answer as UploadedFile);
        return;
      }
      fail(request.status, detailOf(answer) ?? t('upload.failed', { name: file.name }));
    });
    request.addEventListener('error', () => fail(0, t('upload.unreachable', { name: file.name })));
    request.send(form);
  });
}

function detailOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('detail' in answer)) return null;
  return typeof answer.detail === 'string' ? answer.detail : null;
}
