import type { Locale } from './locale.svelte.ts';

/** The plural forms that each language needs for whole numbers (CLDR plural rules). */
interface Forms {
  en: 'one' | 'other';
  ru: 'one' | 'few' | 'many';
  ro: 'one' | 'few' | 'other';
  ar: Intl.LDMLPluralRule;
}

/**
 * The plural function of one language: `plural('en')(n, { one: '# day', other: '# days' })`. `#` becomes the
 * number, written as the language writes it.
 */
export function plural<L extends Locale>(
  locale: L,
): (n: number, forms: Record<Forms[L], string>) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (n, forms) => {
    const known: Partial<Record<Intl.LDMLPluralRule, string>> = forms;
    // Russian uses `other` for fractions only; its `many` reads best there.
    const form = known[rules.select(n)] ?? known.many ?? known.other ?? '';
    return form.replace('#', numbers.format(n));
  };
}
