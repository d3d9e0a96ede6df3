import { Problem, problemOf, type Http } from './http.ts';
import type { File as StoredFile } from './schema.ts';

export interface UploadOptions {
  /** The workspace that it is sent in; for those who are signed in by cookie. */
  workspace?: string | null;
  /** The channel of a visitor, who is known by token. */
  channel?: string | undefined;
  /** It was recorded to be heard. */
  purpose?: 'voice' | undefined;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/**
 * Uploads one file. `fetch` tells nothing of the way that a body went, so this is XMLHttpRequest.
 * Throws a `Problem`, or the signal's reason.
 */
export function upload(
  http: Http,
  blob: Blob,
  name: string,
  options: UploadOptions = {},
): Promise<StoredFile> {
  const { signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => {
      request.abort();
      reject(signal?.reason as Error);
    };
    if (signal?.aborted) {
      abort();
      return;
    }
    const { channel, workspace, purpose } = options;
    const path = channel === undefined ? '/api/v1/files' : `/api/v1/widget/${channel}/files`;
    request.open('POST', http.url(path, { workspace, purpose }));
    for (const [header, value] of Object.entries(http.credentials('POST')))
      request.setRequestHeader(header, value);
    request.setRequestHeader('Content-Type', blob.type || 'application/octet-stream');
    request.setRequestHeader('X-File-Name', encodeURIComponent(name));
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onloadend = () => {
      signal?.removeEventListener('abort', abort);
      if (request.status === 0) reject(new Problem('unreachable', '', 0));
      else if (request.status >= 300) reject(problemOf(request.status, request.responseText));
      else resolve(JSON.parse(request.responseText) as StoredFile);
    };
    signal?.addEventListener('abort', abort, { once: true });
    request.send(blob);
  });
}
