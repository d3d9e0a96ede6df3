import { catalogue } from '../i18n/locale.svelte.ts';
import { en } from './en.ts';

/** What the shared components say. */
export const messages = catalogue(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
