import type { Attachment } from 'svelte/attachments';

const HOLD_MS = 500;
const SLOP_PX = 10;
/** A finger that went this far meant it. */
export const SWIPE_PX = 72;

interface Gestures {
  /** The finger is so far from where it began; 0: it is gone. */
  ondrag: (px: number) => void;
  onswipe: (side: 'left' | 'right') => void;
  onhold: () => void;
}

/** What a finger can do with a row besides pressing it: hold it, or swipe it away. A mouse does nothing here. */
export function gestures({ ondrag, onswipe, onhold }: Gestures): Attachment<HTMLElement> {
  return (element) => {
    let from: { x: number; y: number } | null = null;
    let dragged = 0;
    let used = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const end = (): void => {
      clearTimeout(timer);
      from = null;
      dragged = 0;
      ondrag(0);
    };
    const onpointerdown = (event: PointerEvent): void => {
      if (event.pointerType !== 'touch' || !event.isPrimary) return;
      from = { x: event.clientX, y: event.clientY };
      used = false;
      timer = setTimeout(() => {
        used = true;
        end();
        onhold();
      }, HOLD_MS);
    };
    const onpointermove = (event: PointerEvent): void => {
      if (!from) return;
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      if (dragged === 0 && Math.abs(dy) > SLOP_PX) end();
      else if (dragged !== 0 || Math.abs(dx) > SLOP_PX) {
        clearTimeout(timer);
        used = true;
        dragged = dx;
        ondrag(dx);
      }
    };
    const onpointerup = (): void => {
      if (Math.abs(dragged) >= SWIPE_PX) onswipe(dragged < 0 ? 'left' : 'right');
      end();
    };
    // A press that was a swipe or a hold opens nothing.
    const onclick = (event: MouseEvent): void => {
      if (!used) return;
      used = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const on = { onpointerdown, onpointermove, onpointerup, onpointercancel: end };
    for (const [name, run] of Object.entries(on))
      element.addEventListener(name.slice(2), run as EventListener);
    element.addEventListener('click', onclick, { capture: true });
    return () => {
      clearTimeout(timer);
      for (const [name, run] of Object.entries(on))
        element.removeEventListener(name.slice(2), run as EventListener);
      element.removeEventListener('click', onclick, { capture: true });
    };
  };
}
