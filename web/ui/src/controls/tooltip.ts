import type { Attachment } from 'svelte/attachments';

import { place, type Side } from './place.ts';

const DELAY_MS = 400;
const GRACE_MS = 120;

let count = 0;

/**
 * Shows `text` beside a control that is hovered or focused by keyboard: `<button {@attach tooltip('Send')}>`.
 * Escape hides it, the pointer may rest on it (WCAG 1.4.13). It only describes: name the control itself.
 */
export function tooltip(text: string, side: Side = 'top'): Attachment<HTMLElement> {
  return (anchor) => {
    let tip: HTMLElement | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function hide(): void {
      clearTimeout(timer);
      if (!tip) return;
      tip.remove();
      tip = undefined;
      anchor.removeAttribute('aria-describedby');
      document.removeEventListener('keydown', onKey, true);
    }

    function onKey(event: KeyboardEvent): void {
      if (event.key === 'Escape') hide();
    }

    function show(): void {
      if (tip || !anchor.isConnected) return;
      tip = document.createElement('div');
      tip.className = 'tooltip';
      tip.role = 'tooltip';
      tip.id = `tooltip-${(count += 1)}`;
      tip.popover = 'manual';
      tip.textContent = text;
      tip.addEventListener('pointerenter', () => {
        clearTimeout(timer);
      });
      tip.addEventListener('pointerleave', later(hide, GRACE_MS));
      // Beside the anchor, so that it lies in the same dialog and is not inert there.
      anchor.after(tip);
      tip.showPopover();
      place(tip, anchor, side, 'center');
      if (anchor.getAttribute('aria-label') !== text)
        anchor.setAttribute('aria-describedby', tip.id);
      document.addEventListener('keydown', onKey, true);
    }

    function later(run: () => void, delay: number): () => void {
      return () => {
        clearTimeout(timer);
        timer = setTimeout(run, delay);
      };
    }

    const showLater = later(show, DELAY_MS);
    const onEnter = (event: PointerEvent): void => {
      if (event.pointerType === 'mouse') showLater();
    };
    const onFocus = (): void => {
      if (anchor.matches(':focus-visible')) show();
    };
    const hideLater = later(hide, GRACE_MS);

    anchor.addEventListener('pointerenter', onEnter);
    anchor.addEventListener('pointerleave', hideLater);
    anchor.addEventListener('pointerdown', hide);
    anchor.addEventListener('focus', onFocus);
    anchor.addEventListener('blur', hide);
    return () => {
      hide();
      anchor.removeEventListener('pointerenter', onEnter);
      anchor.removeEventListener('pointerleave', hideLater);
      anchor.removeEventListener('pointerdown', hide);
      anchor.removeEventListener('focus', onFocus);
      anchor.removeEventListener('blur', hide);
    };
  };
}
