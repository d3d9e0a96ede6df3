import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { contrast, parseHex } from '../src/colour.ts';
import { brandTokens } from '../src/theme.ts';

const css = readFileSync('ui/src/tokens.css', 'utf8');

/** `--name: light-dark(#aaaaaa, #bbbbbb)` → its light and dark colour. */
function colours(source: Iterable<readonly [string, string]>): Map<string, [string, string]> {
  const found = new Map<string, [string, string]>();
  for (const [name, value] of source) {
    const both = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value);
    if (both?.[1] && both[2]) found.set(name, [both[1], both[2]]);
    else if (/^#\w{6}$/.test(value)) found.set(name, [value, value]);
  }
  return found;
}

const tokens = colours(
  [...css.matchAll(/(--[\w-]+): ([^;]+);/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
);

const SURFACES = [
  '--surface',
  '--surface-sunken',
  '--surface-raised',
  '--surface-hover',
  '--surface-selected',
];

/** Every text that the screens put on a background. */
const TEXT: [string, string[]][] = [
  ['--text', [...SURFACES, '--bubble']],
  ['--text-muted', [...SURFACES, '--bubble']],
  ['--brand-text', [...SURFACES, '--bubble', '--brand-soft']],
  ['--on-brand', ['--brand', '--brand-hover']],
  ['--on-danger', ['--danger', '--danger-hover']],
  ['--danger-text', [...SURFACES, '--danger-soft']],
  ['--success-text', [...SURFACES, '--success-soft']],
  ['--warning-text', [...SURFACES, '--warning-soft']],
  ['--on-bubble', ['--bubble']],
  ['--on-note', ['--note']],
  ['--note-muted', ['--note']],
  ['--on-tooltip', ['--tooltip']],
  ...[0, 1, 2, 3, 4, 5].map((hue): [string, string[]] => [`--on-hue-${hue}`, [`--hue-${hue}`]]),
];

/** Outlines that alone show where a control is, and the focus ring (WCAG 1.4.11). */
const OUTLINES: [string, string[]][] = [
  ['--border-strong', ['--surface', '--surface-raised', '--surface-sunken']],
  ['--focus', SURFACES],
  ['--brand', ['--surface', '--surface-sunken']],
];

function ratio(
  of: Map<string, [string, string]>,
  text: string,
  background: string,
  theme: 0 | 1,
): number {
  const front = of.get(text) ?? tokens.get(text);
  const back = of.get(background) ?? tokens.get(background);
  if (!front || !back) throw new Error(`tokens.css has no colour ${front ? background : text}`);
  return contrast(parseHex(front[theme]), parseHex(back[theme]));
}

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in the %s theme', (_name, theme) => {
  test.each(TEXT)('%s can be read where it stands', (text, backgrounds) => {
    for (const background of backgrounds) {
      expect(ratio(tokens, text, background, theme), `on ${background}`).toBeGreaterThanOrEqual(
        4.5,
      );
    }
  });

  test.each(OUTLINES)('%s can be seen where it stands', (outline, backgrounds) => {
    for (const background of backgrounds) {
      expect(ratio(tokens, outline, background, theme), `on ${background}`).toBeGreaterThanOrEqual(
        3,
      );
    }
  });

  test.each(['#ffffff', '#000000', '#ffcc00', '#e4405f', '#25d366', '#777777', '#1a73e8'])(
    'the brand colour %s leaves everything readable',
    (hex) => {
      const brand = colours(Object.entries(brandTokens(hex)));
      for (const background of ['--brand', '--brand-hover']) {
        expect(ratio(brand, '--on-brand', background, theme)).toBeGreaterThanOrEqual(4.5);
      }
      for (const background of [...SURFACES, '--bubble', '--brand-soft']) {
        expect(
          ratio(brand, '--brand-text', background, theme),
          `on ${background}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    },
  );
});

test('a brand colour that is no colour is refused', () => {
  expect(() => brandTokens('red;background:url(x)')).toThrow(RangeError);
});

test('the contrast is the one that WCAG defines', () => {
  expect(contrast(parseHex('#ffffff'), parseHex('#000000'))).toBeCloseTo(21, 5);
  expect(contrast(parseHex('#777777'), parseHex('#ffffff'))).toBeCloseTo(4.48, 2);
});
