import { catalogue, locale, type Catalogue, type Locale } from './locale.svelte.ts';

/**
 * The words of a part that comes when it is first needed: in the reader's language from the beginning.
 * `export const messages = await late(en, { ru: …, ro: …, ar: … })`.
 */
export async function late<M>(
  en: M,
  others: Record<Exclude<Locale, 'en'>, () => Promise<{ default: M }>>,
): Promise<Catalogue<M>> {
  const followed = catalogue(en, others);
  const began = locale.current;
  const first = began === 'en' ? en : (await others[began]()).default;
  return {
    get t() {
      return locale.current === began ? first : followed.t;
    },
  };
}
