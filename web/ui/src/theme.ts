import { contrast, mix, parseHex, toHex, type Rgb } from './colour.ts';

export type Theme = 'system' | 'light' | 'dark';

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** The surfaces of tokens.css on which brand-coloured text may stand, the least favourable of each theme. */
const LIGHT_SURFACE = parseHex('#e9e5df');
const DARK_SURFACE = parseHex('#353835');
const DARK_PAGE = parseHex('#1b1a18');
const AA_TEXT = 4.5;

/** Follows the system, or the reader's own choice. */
export function applyTheme(theme: Theme, root: HTMLElement = document.documentElement): void {
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}

/** The first colour on the way from `colour` to `end` that can be read on `surface`. */
function readable(colour: Rgb, surface: Rgb, end: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(colour, end, share);
    if (contrast(candidate, surface) >= AA_TEXT) return candidate;
  }
  return end;
}

/** A channel's brand colour as tokens: whatever colour a business picks, what is written in it can be read. */
export function brandTokens(hex: string): Record<string, string> {
  const brand = parseHex(hex);
  const onBrand = contrast(brand, WHITE) >= AA_TEXT ? WHITE : BLACK;
  const away = onBrand === WHITE ? BLACK : WHITE;
  const onLight = toHex(readable(brand, LIGHT_SURFACE, BLACK));
  const onDark = toHex(readable(brand, DARK_SURFACE, WHITE));
  return {
    '--brand': hex,
    '--brand-hover': toHex(mix(brand, away, 0.12)),
    '--on-brand': toHex(onBrand),
    '--brand-text': `light-dark(${onLight}, ${onDark})`,
    '--brand-soft': `light-dark(${toHex(mix(brand, WHITE, 0.9))}, ${toHex(mix(brand, DARK_PAGE, 0.85))})`,
    '--focus': `light-dark(${onLight}, ${onDark})`,
  };
}

/** How a colour is seen: the ink on it with its contrast, and the contrast of the colour itself on a white page. */
export function contrastOf(hex: string): { ink: string; text: number; page: number } {
  const brand = parseHex(hex);
  const ink = contrast(brand, WHITE) >= AA_TEXT ? WHITE : BLACK;
  return { ink: toHex(ink), text: contrast(brand, ink), page: contrast(brand, WHITE) };
}

/** Sets a channel's brand colour (`#rrggbb`; anything else is a RangeError) through the CSSOM, as the CSP asks. */
export function applyBrand(hex: string, root: HTMLElement = document.documentElement): void {
  for (const [name, value] of Object.entries(brandTokens(hex))) root.style.setProperty(name, value);
}
