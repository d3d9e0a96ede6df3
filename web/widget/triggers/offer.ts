import type { Core } from '../loader/core.ts';

const STYLE = `
.offer{position:relative;display:grid;gap:4px;justify-items:start;box-sizing:border-box;width:280px;max-width:100%;
margin-bottom:12px;padding:14px 16px 8px;padding-inline-end:40px;border-radius:16px;background:#fff;color:#1b1a18;pointer-events:auto;
box-shadow:0 2px 6px #0003,0 8px 24px #0003;font:15px/21px system-ui,sans-serif}
.offer button{all:unset;box-sizing:border-box;min-height:24px;color:inherit;font:inherit;cursor:pointer;
overflow-wrap:anywhere;white-space:pre-wrap}
.offer button:focus-visible{outline:3px solid #0f6e66;outline-offset:2px;border-radius:4px}
.offer button.x{position:absolute;top:8px;inset-inline-end:8px;width:28px;height:28px;border-radius:8px;color:#5f5b54;
font-size:20px;line-height:26px;text-align:center}
.offer button.x:hover{background:#0001}
.offer button.never{color:#5f5b54;font-size:12px;line-height:24px}
.offer button.never:hover{text-decoration:underline}
@media(prefers-color-scheme:dark){.offer{background:#2a2927;color:#f3f0ea}
.offer button.x,.offer button.never{color:#b8b2a7}.offer button.x:hover{background:#fff2}
.offer button:focus-visible{outline-color:#6fc7bd}}
@media(prefers-reduced-motion:no-preference){.offer{animation:rise .18s ease-out}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}}`;

/** To put it away, and to have no more of them. */
const ENGLISH: readonly [close: string, never: string] = ['Close', 'Don’t show these again'];
const WORDS: Record<string, typeof ENGLISH> = {
  en: ENGLISH,
  ru: ['Закрыть', 'Больше не показывать'],
  ro: ['Închide', 'Nu mai arăta'],
  ar: ['إغلاق', 'عدم إظهارها مجددًا'],
};

/** The few words beside the bubble. They take no focus: the visitor is doing something else. */
export class Offer {
  readonly #element = document.createElement('div');

  constructor(
    core: Core,
    language: string,
    text: string,
    does: { open: () => void; close: () => void; never: () => void },
  ) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE.replace(/\n/g, ''));
    core.root.adoptedStyleSheets = [...core.root.adoptedStyleSheets, sheet];
    const [close, never] = WORDS[language] ?? ENGLISH;
    this.#element.className = 'offer';
    this.#element.role = 'status';
    this.#button('', text, does.open);
    this.#button('x', '×', does.close).ariaLabel = close;
    this.#button('never', never, does.never);
    core.bubble.before(this.#element);
  }

  #button(name: string, text: string, onclick: () => void): HTMLButtonElement {
    const button = document.createElement('button');
    button.className = name;
    button.textContent = text;
    button.onclick = () => {
      this.remove();
      onclick();
    };
    this.#element.append(button);
    return button;
  }

  remove(): void {
    this.#element.remove();
  }
}
