import { catalogue } from '@causerie/ui';

import { en } from './en.ts';

/** What is said of a conversation that is mailed. */
export const words = catalogue(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
