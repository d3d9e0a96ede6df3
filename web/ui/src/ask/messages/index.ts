import { late } from '../../i18n/late.svelte.ts';
import { en } from './en.ts';

/** What questions and answers say. */
export const messages = await late(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
