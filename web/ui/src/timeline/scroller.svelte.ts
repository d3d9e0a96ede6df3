import type { Attachment } from 'svelte/attachments';

/** So near the end that the reader wants to stay there, in px. */
const STICKY = 48;
/** So near an end of what is shown that more is wanted, in px. */
const NEAR = 600;
/** The key of the line above the first unread entry. */
const UNREAD = 'unread';

function rowsOf(element: HTMLElement | undefined): HTMLElement[] {
  return [...(element?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
}

/** The highest seq on the screen; 0 while the page is hidden. */
export function lastSeen(element: HTMLElement | undefined): number {
  if (!element || document.visibilityState !== 'visible') return 0;
  const { top, bottom } = element.getBoundingClientRect();
  if (bottom <= top) return 0;
  const row = rowsOf(element).findLast((candidate) => {
    const box = candidate.getBoundingClientRect();
    // Enough of it to be noticed: its first lines, or its end.
    return candidate.dataset['seq'] && box.top + 24 <= bottom && box.bottom >= top;
  });
  return Number(row?.dataset['seq'] ?? 0);
}

/**
 * Holds the reader's place in a list that grows at both ends: at the end it stays at the end, anywhere else the row
 * on top stays where it is, whatever is put in or loads above it. (CSS scroll anchoring is not in every browser.)
 */
export class Scroller {
  element: HTMLElement | undefined;
  /** The reader is at the end of the list. */
  stuck = $state(true);

  /** Where it was scrolled to last. */
  #last = 0;
  #anchor: { key: string; offset: number } | undefined;

  readonly attach: Attachment<HTMLElement> = (element) => {
    this.element = element;
    const observer = new ResizeObserver(() => {
      this.hold();
    });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => {
      observer.disconnect();
      this.element = undefined;
    };
  };

  get nearStart(): boolean {
    return (this.element?.scrollTop ?? 0) < NEAR;
  }

  get nearEnd(): boolean {
    return this.#toEnd() < NEAR;
  }

  /** Remembers the reader's place after they scrolled. `atEnd`: nothing follows what is shown. */
  note(atEnd: boolean): void {
    const at = this.element?.scrollTop ?? 0;
    // What grew before this was told of took nobody away from the end: only going up does.
    this.stuck = atEnd && (this.#toEnd() < STICKY || (this.stuck && at >= this.#last));
    this.#last = at;
    const top = this.element?.getBoundingClientRect().top ?? 0;
    const row = rowsOf(this.element).find(
      // The line of the unread may move when older entries come, and would take the reader along.
      (candidate) =>
        candidate.dataset['key'] !== UNREAD && candidate.getBoundingClientRect().bottom > top,
    );
    this.#anchor = row && {
      key: row.dataset['key'] ?? '',
      offset: row.getBoundingClientRect().top - top,
    };
  }

  /** Puts the remembered place back, after the page changed. */
  hold(): void {
    const { element } = this;
    if (!element) return;
    if (this.stuck) {
      element.scrollTop = element.scrollHeight;
      this.#last = element.scrollTop;
      return;
    }
    const anchor = this.#anchor;
    const row = rowsOf(element).find((candidate) => candidate.dataset['key'] === anchor?.key);
    if (!row || !anchor) return;
    const offset = row.getBoundingClientRect().top - element.getBoundingClientRect().top;
    const moved = offset - anchor.offset;
    if (Math.abs(moved) >= 1) element.scrollTop += moved;
  }

  /** Where all fits on the screen there is nothing to scroll, and the reader is at the end. */
  settle(atEnd: boolean): void {
    if (atEnd && this.#toEnd() < STICKY) this.stuck = true;
  }

  /** Puts a row at the top, or in the middle, at the next change. */
  goTo(key: string, middle = false): void {
    this.stuck = false;
    this.#anchor = { key, offset: middle ? (this.element?.clientHeight ?? 0) / 3 : 0 };
  }

  goToEnd(): void {
    this.stuck = true;
    this.hold();
  }

  #toEnd(): number {
    const { element } = this;
    return element ? element.scrollHeight - element.scrollTop - element.clientHeight : 0;
  }
}
