import { catalogue } from '@causerie/ui';

import { en } from './en.ts';

/** What is said of groups and direct conversations. */
export const words = catalogue(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
