import type { Sticker } from '@causerie/client';

// The server words them for mails by the same file.
import words from '../../../../src/causerie/content/stickers.json';
import { locale } from '../i18n/locale.svelte.ts';

export type StickerName = Sticker['name'];

const ADDRESSES = import.meta.glob<string>('./*.svg', {
  eager: true,
  query: '?url',
  import: 'default',
});
const WORDS: Record<StickerName, (typeof words)['hello']> = words;

export const STICKERS = Object.keys(words) as StickerName[];

/** Where its picture is. */
export function addressOf(name: StickerName): string | undefined {
  return ADDRESSES[`./${name}.svg`];
}

/** What it says, in the reader's language. */
export function wordsOf(name: StickerName): string {
  return WORDS[name][locale.current];
}
