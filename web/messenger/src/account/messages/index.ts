import { catalogue } from '@causerie/ui';

import { en } from './en.ts';

/** What is said of signing in by a phone number. */
export const phoneWords = catalogue(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
