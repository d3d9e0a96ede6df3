// Runs on other people's pages: draws the bubble, and loads the panel when it is first clicked. It stores
// nothing and asks the server for nothing before that click.

const script = document.currentScript;
if (!(script instanceof HTMLScriptElement))
  throw new Error('causerie: load widget.js with a script tag');
const channel = script.dataset['channel'];
if (!channel) throw new Error('causerie: the script tag has no data-channel');
const { origin } = new URL(script.src);

const STYLE = `
:host { all: initial; position: fixed; z-index: 2147483000; right: 20px; bottom: 20px; color-scheme: light }
button { position: relative; width: 56px; height: 56px; border: 0; border-radius: 50%; background: #0f6e66;
  color: #fff; cursor: pointer; box-shadow: 0 2px 6px #0002, 0 8px 24px #0003 }
button:hover { background: #0b5c55 }
button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #0f6e66 }
svg { display: block; margin: auto }
span { position: absolute; top: -4px; right: -4px; min-width: 20px; padding: 0 5px; border-radius: 10px;
  background: #b3261e; font: 600 12px/20px system-ui, sans-serif }
span:empty { display: none }
iframe { position: absolute; right: 0; bottom: 72px; width: 400px; height: min(680px, calc(100vh - 112px));
  border: 0; border-radius: 16px; background: #fff; box-shadow: 0 2px 6px #0002, 0 8px 24px #0003 }
iframe[hidden] { display: none }
@media (max-width: 480px) { iframe { position: fixed; inset: 0; width: 100%; height: 100%; border-radius: 0 } }
`;

const host = document.createElement('div');
const root = host.attachShadow({ mode: 'closed' });
// A constructed sheet passes the page's own content security policy, a style element may not.
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
root.adoptedStyleSheets = [sheet];

const bubble = document.createElement('button');
bubble.ariaLabel = 'Chat';
bubble.ariaExpanded = 'false';
bubble.innerHTML =
  '<svg width="28" height="28" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ' +
  'stroke-linejoin="round"><path d="M21 11.5a8.5 8.5 0 0 1-12.6 7.4L3 21l2.1-5.4A8.5 8.5 0 1 1 21 11.5z"/></svg>';
const badge = document.createElement('span');
bubble.append(badge);

let frame: HTMLIFrameElement | undefined;

function toggle(open: boolean): void {
  if (!frame) {
    frame = document.createElement('iframe');
    frame.title = 'Chat';
    frame.src = `${origin}/widget/${encodeURIComponent(channel ?? '')}`;
    root.append(frame);
  }
  frame.hidden = !open;
  bubble.ariaExpanded = String(open);
  if (open) frame.focus();
  else bubble.focus();
}

bubble.addEventListener('click', () => {
  toggle(!frame || frame.hidden);
});

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
  const data = event.data as { close?: unknown; unread?: unknown } | null;
  if (data?.close === true) toggle(false);
  if (typeof data?.unread === 'number')
    badge.textContent = data.unread > 0 ? String(data.unread) : '';
});

root.append(bubble);
document.body.append(host);

export {}; // A module, so that its names are its own.
