export type Side = 'top' | 'bottom';
export type Align = 'start' | 'center' | 'end';

const GAP = 6;
const MARGIN = 8;

/**
 * Puts a popover (`position: fixed`) beside its anchor: on the wished side if it fits there, on the other if it
 * does not, and never over the edge of the window.
 */
export function place(floating: HTMLElement, anchor: Element, side: Side, align: Align): void {
  const a = anchor.getBoundingClientRect();
  const f = floating.getBoundingClientRect();
  const above = a.top - GAP - f.height;
  const below = a.bottom + GAP;
  const fitsAbove = above >= MARGIN;
  const fitsBelow = below + f.height <= innerHeight - MARGIN;
  const top = side === 'top' ? fitsAbove || !fitsBelow : fitsAbove && !fitsBelow;
  const rtl = getComputedStyle(anchor).direction === 'rtl';
  const atStart = (align === 'start') !== rtl;
  let left = atStart ? a.left : a.right - f.width;
  if (align === 'center') left = a.left + (a.width - f.width) / 2;
  const clamp = (x: number, size: number, room: number): number =>
    Math.max(MARGIN, Math.min(x, room - size - MARGIN));
  floating.style.setProperty('left', `${clamp(left, f.width, innerWidth)}px`);
  floating.style.setProperty('top', `${clamp(top ? above : below, f.height, innerHeight)}px`);
}
