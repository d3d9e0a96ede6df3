import { catalogue } from '../../i18n/locale.svelte.ts';
import { en } from './en.ts';

/** What is said of quiet hours. */
export const messages = catalogue(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
