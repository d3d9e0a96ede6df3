/** The reader's language. A catalogue of messages is loaded when its language is first chosen. */

export const LOCALES = ['en', 'ru', 'ro', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];
/** Those whose lines run from right to left. */
const RTL: readonly Locale[] = ['ar'];

type Loader<M> = () => Promise<{ default: M }>;

/** The messages of one app (or of this package) in the reader's language. `t` is reactive. */
export interface Catalogue<M> {
  readonly t: M;
}

let current = $state<Locale>('en');
const loaders: ((locale: Locale) => Promise<() => void>)[] = [];

export const locale = {
  get current(): Locale {
    return current;
  },
};

/**
 * Declares a catalogue. English is bundled and gives the type: a language that lacks a key, or has one too many,
 * does not compile. Call it when the module loads, before `setLocale`.
 */
export function catalogue<M>(
  en: M,
  others: Record<Exclude<Locale, 'en'>, Loader<M>>,
): Catalogue<M> {
  let messages = $state.raw(en);
  loaders.push(async (next) => {
    const loaded = next === 'en' ? en : (await others[next]()).default;
    return () => {
      messages = loaded;
    };
  });
  return {
    get t() {
      return messages;
    },
  };
}

/** Switches every catalogue at once, when all are loaded, so that no screen mixes two languages. */
export async function setLocale(next: Locale): Promise<void> {
  const switches = await Promise.all(loaders.map((load) => load(next)));
  for (const apply of switches) apply();
  current = next;
  document.documentElement.lang = next;
  document.documentElement.dir = RTL.includes(next) ? 'rtl' : 'ltr';
}

/** The first of the wanted BCP 47 tags that we have; English when there is none. */
export function pickLocale(wanted: readonly string[] = navigator.languages): Locale {
  for (const tag of wanted) {
    const found = LOCALES.find((known) => known === tag.toLowerCase().split('-')[0]);
    if (found) return found;
  }
  return 'en';
}
