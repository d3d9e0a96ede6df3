import { catalogue } from '@causerie/ui';

import { en } from './en.ts';

export const messages = catalogue(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
