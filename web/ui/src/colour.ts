/** Contrast between sRGB colours, as WCAG 2.2 defines it (section 1.4.3, "relative luminance"). */

/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Reads `#rrggbb`; anything else is a RangeError. */
export function parseHex(hex: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!match) throw new RangeError(`not a colour of the form #rrggbb: ${hex}`);
  return [1, 2, 3].map((i) => Number.parseInt(match[i] ?? '', 16)) as unknown as Rgb;
}

export function toHex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 (the same) to 21 (black on white). Text needs 4.5, outlines and icons 3. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** `share` (0 to 1) of the way from one colour to another. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((part, i) => part + ((to[i] ?? 0) - part) * share) as unknown as Rgb;
}
