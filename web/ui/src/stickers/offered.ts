/** What the server offers to choose from, beside what comes with the app. */
import type { Conversation, File, GifPage, Offered } from '@causerie/client';

import { locale } from '../i18n/locale.svelte.ts';

/** The business's own stickers, and where GIFs are found. Throws a `Problem`. */
export function offered({ endpoint }: Conversation): Promise<Offered> {
  const { http, path, workspace } = endpoint;
  if (path === '/api/v1' && workspace === null) return Promise.resolve({ packs: [], gifs: null });
  return http.get<Offered>(`${path}/stickers`, { query: { workspace } });
}

/** GIFs for these words, liked ones without words. Throws a `Problem`, or the signal's reason. */
export function findGifs(
  { endpoint: { http, path } }: Conversation,
  q: string,
  after: string | undefined,
  signal: AbortSignal,
): Promise<GifPage> {
  return http.get(`${path}/gifs`, { query: { q, after, locale: locale.current }, signal });
}

/** Has the server fetch and keep a GIF. Throws a `Problem`. */
export function takeGif({ endpoint }: Conversation, gif: string): Promise<File> {
  const { http, path, workspace } = endpoint;
  return http.post(`${path}/gifs`, { gif }, { query: { workspace } });
}
