import { late } from '@causerie/ui';

import { en } from './en.ts';

/** What an agent reads who builds a question. */
export const messages = await late(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
