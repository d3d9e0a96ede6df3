/** Finding a command by a few letters of its words. */

const WORD = /[\p{L}\p{N}]+/gu;

/** A text without accents and capitals. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

const wordsOf = (text: string): string[] => plain(text).match(WORD) ?? [];

/** Whether the letters stand in the word in this order, its first one first. */
function abbreviates(letters: string, word: string): boolean {
  if (letters[0] !== word[0]) return false;
  let at = 0;
  for (const letter of letters) {
    at = word.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function likeness(typed: string, word: string): number {
  if (word === typed) return 8;
  if (word.startsWith(typed)) return 6;
  if (typed.length > 1 && word.includes(typed)) return 3;
  return typed.length > 1 && abbreviates(typed, word) ? 1 : 0;
}

/** How well a text answers what was typed: each word of it must be like one of the text's. 0: not at all. */
export function score(typed: readonly string[], words: readonly string[]): number {
  let total = 0;
  for (const one of typed) {
    const best = Math.max(0, ...words.map((word) => likeness(one, word)));
    if (best === 0) return 0;
    total += best;
  }
  return total;
}

/** What may be found: `text` is what is read, `also` counts half. */
export interface Findable {
  readonly id: string;
  readonly text: string;
  readonly also: string;
}

/** What answers the query, the best first; of equals those used recently, then the shortest. */
export function rank<Item extends Findable>(
  items: readonly Item[],
  query: string,
  recent: readonly string[],
): Item[] {
  const typed = wordsOf(query);
  return items
    .map((item) => {
      const words = wordsOf(item.text);
      const shown = score(typed, words);
      const points = shown || score(typed, [...words, ...wordsOf(item.also)]) / 2;
      return { item, points, length: words.length };
    })
    .filter(({ points }) => points > 0)
    .sort((a, b) => {
      const fresher = age(recent, a.item.id) - age(recent, b.item.id);
      return b.points - a.points || fresher || a.length - b.length;
    })
    .map(({ item }) => item);
}

/** How many commands were used since. */
function age(recent: readonly string[], id: string): number {
  const at = recent.indexOf(id);
  return at === -1 ? recent.length : at;
}
