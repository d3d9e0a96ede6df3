import { late } from '../../i18n/late.svelte.ts';
import { en } from './en.ts';

/** What is said where something is found in a conversation, or done with a message. */
export const messages = await late(en, {
  ru: () => import('./ru.ts'),
  ro: () => import('./ro.ts'),
  ar: () => import('./ar.ts'),
});
