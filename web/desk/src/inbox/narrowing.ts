/** What narrows a search: `key:value` among the words. The server reads it (docs/finding.md); this helps to type it. */

export const KEYS = [
  'from',
  'assignee',
  'label',
  'team',
  'status',
  'priority',
  'channel',
  'is',
  'has',
  'before',
  'after',
] as const;
export type Key = (typeof KEYS)[number];

const ALIASES: Readonly<Record<string, Key>> = {
  to: 'assignee',
  in: 'is',
  since: 'after',
  until: 'before',
  tag: 'label',
};
const TERM = /(-?)([a-z]+):(?:"([^"]*)"?|(\S*))/gi;

/** A condition where it stands in the text. */
export interface Condition {
  readonly key: Key;
  readonly value: string;
  readonly without: boolean;
  readonly start: number;
  readonly end: number;
}

function keyOf(typed: string): Key | undefined {
  const name = typed.toLowerCase();
  return KEYS.find((known) => known === name) ?? ALIASES[name];
}

/** The conditions among the words. */
export function conditionsIn(text: string): Condition[] {
  return [...text.matchAll(TERM)].flatMap((match): Condition[] => {
    const [all, minus, typed = '', quoted, bare = ''] = match;
    const before = text[match.index - 1] ?? ' ';
    const key = keyOf(typed);
    if (!key || !/\s/.test(before)) return [];
    const [start, end] = [match.index, match.index + all.length];
    return [{ key, value: quoted ?? bare, without: minus === '-', start, end }];
  });
}

/** The text without what stands from `start` to `end`. */
export function leaveOut(text: string, { start, end }: Pick<Condition, 'start' | 'end'>): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();
}

export const written = (key: Key, value: string): string =>
  `${key}:${/\s/.test(value) ? `"${value}"` : value}`;

/** What may be meant by what stands before the cursor: it would replace the text from `start` on. */
export interface Offer {
  readonly start: number;
  /** The key whose values are offered; null: keys are. */
  readonly key: Key | null;
  readonly texts: readonly string[];
}

const LAST = /(?:^|\s)(-?)(?:([a-z]+):(?:"([^"]*)|(\S*))|([a-z]{2,}))$/i;

/** Offers keys for a word that begins like one, and the values that begin as typed. */
export function offer(text: string, values: (key: Key) => readonly string[]): Offer | null {
  const match = LAST.exec(text);
  if (!match) return null;
  const [all, minus = '', typed, quoted, bare, word] = match;
  const start = match.index + (/^\s/.test(all) ? 1 : 0);
  const likes = (wanted: string) => (one: string) =>
    one.toLocaleLowerCase().startsWith(wanted.toLocaleLowerCase());
  if (word !== undefined) {
    const texts = KEYS.filter(likes(word)).map((key) => `${minus}${key}:`);
    return texts.length ? { start, key: null, texts } : null;
  }
  const key = keyOf(typed ?? '');
  if (!key) return null;
  const wanted = quoted ?? bare ?? '';
  const found = values(key).filter(likes(wanted));
  if (found.length === 0 || (found.length === 1 && found[0] === wanted)) return null;
  return { start, key, texts: found.slice(0, 8).map((value) => `${minus}${written(key, value)} `) };
}
