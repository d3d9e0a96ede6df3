const HUES = 6;

/** One of the six colours of tokens.css, the same for the same words (FNV-1a). */
export function hue(words: string): number {
  let hash = 0x811c9dc5;
  for (const letter of words) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % HUES;
}

/** The first letters of the first and the last word that begin with a letter or a digit; `?` if there is none. */
export function initials(name: string): string {
  const letters = name.split(/\s+/).flatMap((word) => /^[\p{L}\p{N}]/u.exec(word) ?? []);
  const picked = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return picked.join('').toLocaleUpperCase() || '?';
}
