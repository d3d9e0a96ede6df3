/**
 * The loader on the shop's page (../loader/main.ts), seen from the panel. Only the page that frames this one is heard,
 * and only under the origin that the loader named; what we say goes to that origin alone.
 */
import type { Identify, Page } from '@causerie/client';

import type { About } from '../sdk/about.ts';
import type { CauserieError, CauserieMessage } from '../sdk/causerie.d.ts';

/** A trigger that the visitor opened. */
export interface Offered {
  id: string;
  name: string;
  text: string;
}

export type FromHost =
  | { type: 'open' }
  | { type: 'close' }
  | { type: 'reset' }
  | { type: 'page'; url: string; title: string; referrer: string }
  | { type: 'identify'; identity: Identify }
  | { type: 'settings'; settings: Record<string, unknown> }
  /** What the page says of its visitor, unsigned. */
  | { type: 'about'; about: About }
  /** Words for the composer, not sent. */
  | { type: 'compose'; text: string }
  | { type: 'trigger'; trigger: Offered };

type ToHost =
  | { type: 'ready' }
  | { type: 'close' }
  /** Whether the visitor has written: then the panel is made without a click from the next page on. */
  | { type: 'known'; value: boolean }
  | { type: 'unread'; value: number }
  | { type: 'message'; value: CauserieMessage }
  | { type: 'error'; value: CauserieError }
  /** The visitor wants a window of its own, which the page's side opens. */
  | { type: 'popout' }
  /** Whether the visitor wants no more offers. */
  | { type: 'quiet'; value: boolean };

const LONGEST_ADDRESS = 2000;
const LONGEST_TITLE = 300;

export class Host {
  readonly #origin: string | null;
  readonly #heard: (event: MessageEvent<unknown>) => void;

  constructor(origin: string | null, take: (message: FromHost) => void) {
    this.#origin = origin;
    this.#heard = ({ source, origin: from, data }) => {
      if (origin === null || source !== window.parent || from !== origin) return;
      if ((data as { causerie?: unknown } | null)?.causerie === 1) take(data as FromHost);
    };
    addEventListener('message', this.#heard);
  }

  tell(message: ToHost): void {
    if (this.#origin !== null) window.parent.postMessage({ causerie: 1, ...message }, this.#origin);
  }

  close(): void {
    removeEventListener('message', this.#heard);
  }
}

/** The page as the server takes it; undefined where it is no page of the web (a file, an extension). */
export function pageOf({ url, title, referrer }: Record<keyof Page, unknown>): Page | undefined {
  if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return undefined;
  const text = (value: unknown, longest: number): string =>
    typeof value === 'string' ? value.slice(0, longest) : '';
  return {
    url: url.slice(0, LONGEST_ADDRESS),
    title: text(title, LONGEST_TITLE),
    referrer: text(referrer, LONGEST_ADDRESS),
  };
}
