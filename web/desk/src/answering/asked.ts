/** What is being typed behind a sign, for which there is something to choose. */
export interface Asked {
  readonly sign: Sign;
  readonly query: string;
  /** Where the sign stands, and where the cursor is. */
  readonly from: number;
  readonly to: number;
}

/** Something that can be put in. */
export interface Suggestion {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** What it is about, in a line. */
  readonly text?: string;
  readonly take: () => void;
}

export type Sign = '/' | '@';

const LONGEST = 40;

/** What is asked for at the cursor, by one of these signs at the beginning of a word; undefined where nothing is. */
export function askedAt(text: string, cursor: number, signs: readonly Sign[]): Asked | undefined {
  const before = text.slice(0, cursor);
  for (const sign of signs) {
    const from = before.lastIndexOf(sign);
    if (from === -1 || (from > 0 && !/\s/.test(before.charAt(from - 1)))) continue;
    const query = before.slice(from + 1);
    // Names of people have spaces in them.
    if (query.length > LONGEST || (sign === '@' ? /\n|^\s/ : /\s/).test(query)) continue;
    return { sign, query, from, to: cursor };
  }
  return undefined;
}

/** As it is looked for: without case and marks. */
export const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
