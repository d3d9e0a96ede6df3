// Runs on other people's pages: draws the bubble, and loads the panel when it is first clicked. Before that it
// stores nothing, makes no frame and asks the server for nothing; but where the visitor wrote before, the panel is
// made, hidden, when the page is idle, so that answers are counted on the bubble. All that a page may ask for beyond
// opening and closing is in the SDK (../sdk), fetched at the first such call or with the panel.
//
// With the panel it speaks by postMessage, to its exact origin: {causerie: 1, type, …}. See ../src/host.ts.
import type { CauserieApi, CauserieQueue } from '../sdk/causerie.d.ts';
import type { Call, Core, FromPanel, Owner } from './core.ts';
import { STYLE } from './style.ts';
import { wordsOf } from './words.ts';

declare const causerieOwner: Owner;

const script = document.currentScript as HTMLScriptElement;
const { origin } = new URL(script.src);
// What the tag says goes before what the owner decided at the desk.
const owner = Object.assign(causerieOwner, script.dataset as Owner);
const { channel = '', colour = '#0f6e66' } = owner;
const { locale, alias } = script.dataset;

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

function add<Name extends 'button' | 'div'>(name: Name, to: Node): HTMLElementTagNameMap[Name] {
  return to.appendChild(document.createElement(name));
}

const area = add('div', root);
area.role = 'region';
if (owner.position === 'left') area.className = 'left';
const bubble = add('button', area);
const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
svg.setAttribute('viewBox', '0 0 24 24');
const icon = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
bubble.append(svg);

/** What is to be told to the panel once it listens. */
let waiting: object[] = [];
let loading = false;

const core: Core = {
  origin,
  channel,
  root,
  area,
  bubble,
  icon,
  owner,
  told: { host: location.origin, colour },
  calls: [],
  facts: {},
  words: wordsOf(locale ? [locale] : navigator.languages),
  closedIcon: 'M21 11.5a8.5 8.5 0 0 1-12.6 7.4L3 21l2.1-5.4A8.5 8.5 0 1 1 21 11.5z',
  frame: undefined,
  ready: false,
  run: undefined,
  heard: [],
  listeners: [],
  makeFrame() {
    if (core.frame) return;
    const frame = document.createElement('iframe');
    core.frame = frame;
    const told = new URLSearchParams(core.told);
    frame.src = `${origin}/widget/${channel}#${told.toString()}`;
    frame.title = core.words[3] ?? '';
    frame.allow = 'autoplay;camera;microphone;geolocation';
    frame.hidden = true;
    area.prepend(frame);
    fetchSdk();
  },
  show(open) {
    const was = core.frame?.hidden === false;
    if (open) core.makeFrame();
    const { frame } = core;
    if (frame) frame.hidden = !open;
    area.ariaLabel = core.words[3] ?? '';
    bubble.ariaExpanded = String(open);
    bubble.ariaLabel = core.words[open ? 1 : 0] ?? '';
    icon.setAttribute('d', open ? 'm6 9 6 6 6-6' : core.closedIcon);
    if (open === was) return;
    core.tell(open ? 'open' : 'close');
    hear({ type: open ? 'opened' : 'closed' });
    (open && frame ? frame : bubble).focus();
  },
  tell(type, more) {
    const message = { causerie: 1, type, ...more };
    if (core.ready) core.frame?.contentWindow?.postMessage(message, origin);
    else waiting.push(message);
  },
  flag: `causerie-known:${channel}`,
  isKnown() {
    try {
      return localStorage.getItem(core.flag) !== null;
    } catch {
      return false;
    }
  },
  load(path) {
    // A module, since a page with trusted types lets nobody make a script element.
    import(/* @vite-ignore */ `${origin}/widget/${path}`).then(
      ({ default: attach }: { default: (core: Core) => void }) => {
        attach(core);
      },
      console.error,
    );
  },
};

if (locale) core.told['locale'] = locale;

function fetchSdk(): void {
  if (!loading) core.load('sdk.js');
  loading = true;
}

function hear(message: FromPanel): void {
  if (!core.run) core.heard.push(message);
  for (const listener of core.listeners) listener(message);
}

addEventListener('message', ({ source, origin: from, data }: MessageEvent<unknown>) => {
  const panel = core.frame?.contentWindow;
  const message = data as (FromPanel & { causerie?: unknown }) | null;
  if (!panel || source !== panel || from !== origin || message?.causerie !== 1) return;
  if (message.type === 'ready') {
    core.ready = true;
    for (const kept of waiting) panel.postMessage(kept, origin);
    waiting = [];
  } else if (message.type === 'close') core.show(false);
  hear(message);
});

bubble.onclick = () => {
  core.show(core.frame?.hidden ?? true);
};
area.onkeydown = ({ key }) => {
  if (key === 'Escape') core.show(false);
};

core.show(false);
document.documentElement.append(host);
// Safari has no requestIdleCallback.
const { requestIdleCallback: whenIdle = setTimeout } = window as {
  requestIdleCallback?: (run: () => void) => unknown;
};
whenIdle(() => {
  if (core.isKnown()) core.makeFrame();
  if (alias) core.load(`alias-${alias}.js`);
  if (owner.triggers) {
    core.told['triggers'] = '1';
    core.load(`${channel}/triggers.js`);
  }
});

// Calls wait in an array until this script comes, and until the SDK comes if one of them needs it.
function call(...given: Call): void {
  const [name] = given;
  if (core.run) core.run(...given);
  else if (!loading && (name === 'open' || name === 'close')) core.show(name === 'open');
  else {
    core.calls.push(given);
    fetchSdk();
  }
}
function push(...calls: Call[]): void {
  for (const given of calls) call(...given);
}
const queued = window.Causerie as unknown;
window.Causerie = new Proxy(
  {},
  {
    get: (_, name: string) =>
      name === 'push'
        ? push
        : (...given: unknown[]) => {
            call(name, ...given);
          },
  },
) as CauserieApi & CauserieQueue;
if (owner.more ?? window.causerieSettings) fetchSdk();
if (Array.isArray(queued)) push(...(queued as Call[]));
