import type { Attachment } from 'svelte/attachments';

import type { Actions, Entry, MessageEntry, NoteEntry } from './entry.ts';

type Said = MessageEntry | NoteEntry;

const LONG_PRESS_MS = 450;
/** How far a finger goes before it means a swipe, and before the swipe means an answer, in px. */
const SWIPE = { begins: 12, answers: 56, most: 72 };

/**
 * What a mouse, a finger and the keyboard do with the messages of a timeline. One set of listeners for all of them: a
 * long thread has thousands.
 */
export class Hands {
  /** The message under the mouse. */
  over = $state<string>();
  menu = $state.raw<{ entry: Said; anchor: HTMLElement; picking: boolean }>();
  /** It is asked whether this one is to be deleted. */
  removing = $state.raw<Said>();
  readonly #entries: () => readonly Entry[];
  readonly #actions: () => Actions;
  readonly #log: () => HTMLElement | undefined;
  #press: ReturnType<typeof setTimeout> | undefined;
  #touch: { row: HTMLElement; x: number; y: number; by: number; swipes: boolean } | undefined;

  constructor(
    entries: () => readonly Entry[],
    actions: () => Actions,
    log: () => HTMLElement | undefined,
  ) {
    this.#entries = entries;
    this.#actions = actions;
    this.#log = log;
  }

  readonly attach: Attachment<HTMLElement> = (element) => {
    const listeners = new AbortController();
    const { signal } = listeners;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      run: (event: HTMLElementEventMap[K]) => void,
      passive = false,
    ): void => {
      element.addEventListener(type, run, { signal, passive });
    };
    on('pointerover', (event) => {
      if (event.pointerType === 'mouse') this.over = rowOf(event.target)?.dataset['key'];
    });
    on('pointerleave', () => {
      if (!this.menu) this.over = undefined;
    });
    on('contextmenu', (event) => {
      this.#contextMenu(event);
    });
    on('keydown', (event) => {
      this.#key(event);
    });
    on(
      'touchstart',
      (event) => {
        this.#touchStart(event);
      },
      true,
    );
    on('touchmove', (event) => {
      this.#touchMove(event);
    });
    on('touchend', () => {
      this.#touchEnd();
    });
    on('touchcancel', () => {
      this.#touchEnd();
    });
    return () => {
      listeners.abort();
      clearTimeout(this.#press);
    };
  };

  /** Whether anything can be done about a message here: one that waits to be sent has no place yet. */
  offers(entry: Said): boolean {
    return entry.seq !== undefined && this.#actions().react !== undefined;
  }

  openMenu(entry: Said, picking = false): void {
    const row = this.#rowWith(entry.key);
    const anchor = row?.querySelector<HTMLElement>('.bubble') ?? row;
    if (anchor && this.offers(entry)) this.menu = { entry, anchor, picking };
  }

  /** Asks whether it is to be deleted; undefined: no more. */
  remove(entry: Said | undefined): void {
    this.removing = entry;
  }

  closeMenu(elsewhere: boolean): void {
    const { entry } = this.menu ?? {};
    this.menu = undefined;
    if (entry && !elsewhere) this.#rowWith(entry.key)?.focus({ preventScroll: true });
  }

  #said(row: HTMLElement | undefined): Said | undefined {
    const key = row?.dataset['key'];
    const entry = key === undefined ? undefined : this.#entries().find((one) => one.key === key);
    return entry?.kind === 'event' ? undefined : entry;
  }

  #rowWith(key: string): HTMLElement | undefined {
    return this.#rows().find((row) => row.dataset['key'] === key);
  }

  #rows(): HTMLElement[] {
    return [...(this.#log()?.querySelectorAll<HTMLElement>('[data-key][tabindex]') ?? [])];
  }

  /** The keyboard's own key for it; a mouse keeps the browser's menu, to copy a link or a picture. */
  #contextMenu(event: MouseEvent): void {
    // Pressed on the keyboard, it comes from the row that has the focus.
    const focused = (event.target as HTMLElement).matches('[data-key]') && event.button !== 2;
    const entry = this.#said(rowOf(event.target));
    if (!entry || !(this.#touch || focused || this.menu)) return;
    event.preventDefault();
    if (!this.menu) this.openMenu(entry);
  }

  // the keyboard ------------------------------------------------------------------------------------------------

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    const row = target.matches('[data-key]') ? target : undefined;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      if (row || target === this.#log()) this.#step(event, row);
      return;
    }
    const entry = this.#said(row);
    if (!entry) return;
    const { reply, edit, react } = this.#actions();
    const run: Record<string, (() => unknown) | undefined> = {
      r:
        reply && entry.kind === 'message'
          ? () => {
              reply(entry);
            }
          : undefined,
      e:
        edit && entry.editable
          ? () => {
              edit(entry);
            }
          : undefined,
      '+':
        react &&
        (() => {
          this.openMenu(entry, true);
        }),
      Delete: entry.removable
        ? () => {
            this.remove(entry);
          }
        : undefined,
      Enter: () => {
        this.openMenu(entry);
      },
      Escape: () => this.#log()?.focus(),
    };
    const key = event.code === 'KeyR' ? 'r' : event.code === 'KeyE' ? 'e' : event.key;
    const does = this.offers(entry) ? run[key] : undefined;
    // These keys mean something else in the rest of the app, where they mean nothing here.
    if (!does && !(key in run)) return;
    event.preventDefault();
    event.stopPropagation();
    does?.();
  }

  #step(event: KeyboardEvent, from: HTMLElement | undefined): void {
    const rows = this.#rows();
    const bottom = this.#log()?.getBoundingClientRect().bottom ?? 0;
    const next = from
      ? rows[rows.indexOf(from) + (event.key === 'ArrowUp' ? -1 : 1)]
      : rows.findLast((row) => row.getBoundingClientRect().top < bottom - 24);
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  }

  // fingers -----------------------------------------------------------------------------------------------------

  #touchStart(event: TouchEvent): void {
    const row = rowOf(event.target);
    const [finger, second] = event.touches;
    const entry = this.#said(row);
    if (!row || !finger || second || !entry || !this.offers(entry)) return;
    this.#touch = { row, x: finger.clientX, y: finger.clientY, by: 0, swipes: false };
    this.#press = setTimeout(() => {
      this.#touchEnd();
      this.openMenu(entry);
    }, LONG_PRESS_MS);
  }

  #touchMove(event: TouchEvent): void {
    const touch = this.#touch;
    const finger = event.touches[0];
    if (!touch || !finger) return;
    const [right, down] = [finger.clientX - touch.x, Math.abs(finger.clientY - touch.y)];
    if (Math.abs(right) > SWIPE.begins || down > SWIPE.begins) clearTimeout(this.#press);
    if (!touch.swipes && (down > SWIPE.begins || right < -SWIPE.begins)) {
      this.#touch = undefined;
      return;
    }
    if (right <= SWIPE.begins && !touch.swipes) return;
    touch.swipes = true;
    if (event.cancelable) event.preventDefault();
    touch.by = Math.max(0, Math.min(SWIPE.most, right - SWIPE.begins));
    touch.row.style.translate = `${touch.by}px`;
  }

  #touchEnd(): void {
    clearTimeout(this.#press);
    const touch = this.#touch;
    this.#touch = undefined;
    if (!touch) return;
    touch.row.style.translate = '';
    const entry = this.#said(touch.row);
    if (touch.by >= SWIPE.answers - SWIPE.begins && entry?.kind === 'message')
      this.#actions().reply?.(entry);
  }
}

function rowOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element
    ? (target.closest<HTMLElement>('[data-key][tabindex]') ?? undefined)
    : undefined;
}
