/** What the loader shares with the files that it fetches when they are first needed. */

/** A call of the page's: the method's name and what it was given. */
export type Call = [name: string, ...given: unknown[]];

/** What the owner decided for this channel; the server puts it around the loader. */
export interface Owner {
  channel?: string;
  colour?: string;
  position?: string;
  /** Settings that the SDK applies; only where there are any is it fetched for them. */
  more?: { launcherIcon?: string; launcherTitles?: Record<string, string> };
  /** Whether there are triggers to be fetched. */
  triggers?: boolean;
}

/** The panel's word to the page. */
export interface FromPanel {
  type: string;
  value?: unknown;
}

export interface Core {
  readonly origin: string;
  readonly channel: string;
  readonly root: ShadowRoot;
  readonly area: HTMLElement;
  readonly bubble: HTMLButtonElement;
  readonly icon: SVGPathElement;
  /** Settings of the panel, told in its address and, once it listens, in messages. */
  readonly told: Record<string, string>;
  /** Calls that wait for the SDK. */
  readonly calls: Call[];
  readonly owner: Owner;
  /** The words of the bubble: to open, to close, before the unread count, the chat's name. */
  words: readonly string[];
  /** The attributes that the page gave: what triggers may ask for. */
  readonly facts: Record<string, unknown>;
  /** What the bubble shows while the chat is closed: the path of a 24 by 24 icon. */
  closedIcon: string;
  frame: HTMLIFrameElement | undefined;
  ready: boolean;
  /** Takes a call; the SDK puts itself here. */
  run: ((...call: Call) => void) | undefined;
  /** What the panel said before anybody listened, so that the SDK misses nothing. */
  readonly heard: FromPanel[];
  /** Whoever wants to know what the panel says, and that the chat was opened or closed. */
  readonly listeners: ((message: FromPanel) => void)[];
  makeFrame(): void;
  show(open: boolean): void;
  tell(type: string, more?: object): void;
  /** Under this name the page's own storage says that the visitor wrote. Not the panel's key: a shop may stand on the
   * same origin. */
  readonly flag: string;
  isKnown(): boolean;
  /** Fetches a file below `/widget/`, whose default export takes this object. */
  load(path: string): void;
}
