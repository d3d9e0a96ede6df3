// Runs on other people's pages: draws the bubble, and loads the panel when it is first clicked. Before that it
// stores nothing, makes no frame and asks the server for nothing; but where the visitor wrote before, the panel is
// made, hidden, when the page is idle, so that answers are counted on the bubble.
//
// With the panel it speaks by postMessage, to its exact origin: {causerie: 1, type, …}. See ../src/host.ts.
import { STYLE } from './style.ts';
import { wordsOf } from './words.ts';

type Command = 'open' | 'close' | 'identify' | 'reset';
type Queued = [Command, ...unknown[]];

declare global {
  interface Window {
    Causerie?: unknown;
  }
}

const script = document.currentScript as HTMLScriptElement;
const { channel = '', locale, colour = '#0f6e66', position } = script.dataset;
const { origin } = new URL(script.src);
// Not the panel's own key: a shop may stand on the same origin.
const flag = `causerie-known:${channel}`;
const [OPEN, CLOSE, UNREAD, CHAT] = wordsOf(locale ? [locale] : navigator.languages);

const host = document.createElement('causerie-widget');
const root = host.attachShadow({ mode: 'open' });
// A constructed sheet passes the page's own content security policy; a style element may not.
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
root.adoptedStyleSheets = [sheet];

/** White or black, whichever is easier to see on the colour. */
function inkOn(hex: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.183 * 255 ** 2.2 ? '#000' : '#fff';
}

host.style.cssText = `--c:${colour};--t:${inkOn(colour)}`;

function add(name: string, parent: Node): HTMLElement {
  return parent.appendChild(document.createElement(name));
}

const area = add('div', root);
area.role = 'region';
area.ariaLabel = CHAT;
if (position === 'left') area.className = position;
const bubble = add('button', area);
const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
svg.setAttribute('viewBox', '0 0 24 24');
const path = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
bubble.append(svg);
const badge = add('span', area);
badge.role = 'status';

let frame: HTMLIFrameElement | undefined;
/** Whether the panel listens; until then, what is to be told to it waits. */
let ready = false;
let waiting: object[] = [];

function tell(type: string, more?: object): void {
  const message = { causerie: 1, type, ...more };
  if (ready) frame?.contentWindow?.postMessage(message, origin);
  else waiting.push(message);
}

function tellPage(): void {
  const { href } = location;
  tell('page', { url: href, title: document.title, referrer: document.referrer });
}

function makeFrame(): void {
  if (frame) return;
  frame = document.createElement('iframe');
  const settings = new URLSearchParams({ host: location.origin, colour });
  if (locale) settings.set('locale', locale);
  frame.src = `${origin}/widget/${encodeURIComponent(channel)}#${settings.toString()}`;
  frame.title = CHAT;
  frame.allow = 'autoplay';
  frame.hidden = true;
  area.prepend(frame);
  tellPage();
}

function show(open: boolean): void {
  const was = frame?.hidden === false;
  if (open) makeFrame();
  if (frame) frame.hidden = !open;
  bubble.ariaExpanded = String(open);
  bubble.ariaLabel = open ? CLOSE : OPEN;
  path.setAttribute(
    'd',
    open ? 'm6 9 6 6 6-6' : 'M21 11.5a8.5 8.5 0 0 1-12.6 7.4L3 21l2.1-5.4A8.5 8.5 0 1 1 21 11.5z',
  );
  if (open === was) return;
  tell(open ? 'open' : 'close');
  (open && frame ? frame : bubble).focus();
}

function remember(known: boolean): void {
  try {
    if (known) localStorage.setItem(flag, '1');
    else localStorage.removeItem(flag);
  } catch {
    // A page that may store nothing works all the same: the panel is made at the first click.
  }
}

function isKnown(): boolean {
  try {
    return localStorage.getItem(flag) !== null;
  } catch {
    return false;
  }
}

const commands: Record<Command, (argument?: unknown) => void> = {
  open: () => {
    show(true);
  },
  close: () => {
    show(false);
  },
  /** Waits for the panel; it is not made for this. */
  identify: (identity) => {
    tell('identify', { identity });
  },
  reset: () => {
    if (isKnown()) makeFrame();
    remember(false);
    if (frame) tell('reset');
  },
};

addEventListener('message', ({ source, origin: from, data }: MessageEvent<unknown>) => {
  if (!frame || source !== frame.contentWindow || from !== origin) return;
  const message = data as { causerie?: unknown; type?: unknown; value?: unknown } | null;
  if (message?.causerie !== 1) return;
  const { type, value } = message;
  if (type === 'ready') {
    ready = true;
    for (const kept of waiting) frame.contentWindow?.postMessage(kept, origin);
    waiting = [];
  } else if (type === 'close') show(false);
  else if (type === 'known') remember(value === true);
  else if (type === 'unread' && typeof value === 'number') {
    badge.textContent = '';
    if (value > 0) {
      add('i', badge).textContent = UNREAD;
      badge.append(value > 99 ? '99+' : String(value));
    }
  }
});

bubble.onclick = () => {
  show(frame?.hidden ?? true);
};
area.onkeydown = ({ key }) => {
  if (key === 'Escape') show(false);
};

// A shop of one page changes its address without a load; the title often follows a moment later.
let later: ReturnType<typeof setTimeout> | undefined;
function moved(): void {
  clearTimeout(later);
  if (frame) later = setTimeout(tellPage, 250);
}
addEventListener('popstate', moved);
addEventListener('hashchange', moved);
for (const name of ['pushState', 'replaceState'] as const) {
  const original = history[name].bind(history);
  history[name] = (...args) => {
    original(...args);
    moved();
  };
}

show(false);
document.documentElement.append(host);
// Safari has no requestIdleCallback.
const { requestIdleCallback: whenIdle = setTimeout } = window as {
  requestIdleCallback?: (run: () => void) => unknown;
};
if (isKnown()) whenIdle(makeFrame);

// Commands given before this script came wait in an array: (window.Causerie ||= []).push(['open']).
const queued = window.Causerie;
function push(...given: Queued[]): void {
  for (const [name, argument] of given) commands[name](argument);
}
window.Causerie = { ...commands, push };
if (Array.isArray(queued)) push(...(queued as Queued[]));
