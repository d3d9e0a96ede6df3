/** What may stand on the bubble: unread messages, the owner's words and icon. */
import type { Core } from '../loader/core.ts';

const STYLE = `
span{position:absolute;top:-4px;right:-4px;padding:0 7px;border-radius:10px;
background:#b3261e;color:#fff;font:600 12px/20px system-ui,sans-serif}
.left span{right:auto;left:40px}
span:empty{display:none}
i{position:absolute;clip-path:inset(50%)}
.titled[aria-expanded=false]{display:flex;gap:10px;align-items:center;width:auto;max-width:100%;padding:0 22px 0 16px;
border-radius:28px}
.titled svg{flex:none;width:28px}
b{overflow:hidden;font:600 15px/20px system-ui,sans-serif;text-overflow:ellipsis;white-space:nowrap}
[aria-expanded=true] b{display:none}
.bare>button{display:none!important}`;

/** Lucide's shapes (ISC), as one path each. */
const ICONS: Record<string, string> = {
  chat: 'M21 11.5a8.5 8.5 0 0 1-12.6 7.4L3 21l2.1-5.4A8.5 8.5 0 1 1 21 11.5z',
  question:
    'M12 22a10 10 0 1 0 0-20 10 10 0 0 0 0 20zM9.1 9a3 3 0 0 1 5.8 1c0 2-2.9 2.5-2.9 4M12 17.5v.01',
  mail: 'M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM22 7.5l-10 6-10-6',
  headset:
    'M3 12h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-6a9 9 0 0 1 18 0v6a2 2 0 0 1-2 2h-1a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2h3M21 16v2a4 4 0 0 1-4 4h-4',
  heart:
    'M19 14c1.5-1.5 3-3.2 3-5.5A5.5 5.5 0 0 0 16.5 3c-1.8 0-3 .5-4.5 2-1.5-1.5-2.7-2-4.5-2A5.5 5.5 0 0 0 2 8.5c0 2.3 1.5 4 3 5.5l7 7z',
};

export class Bubble {
  readonly #core: Core;
  readonly #badge = document.createElement('span');
  readonly #title = document.createElement('b');

  constructor(core: Core) {
    this.#core = core;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE.replace(/\n/g, ''));
    core.root.adoptedStyleSheets.push(sheet);
    this.#badge.role = 'status';
    core.area.append(this.#badge);
  }

  unread(count: number): void {
    this.#badge.textContent = '';
    if (count <= 0) return;
    const words = document.createElement('i');
    words.textContent = this.#core.words[2] ?? '';
    this.#badge.append(words, count > 99 ? '99+' : String(count));
  }

  title(text: string): void {
    const { bubble } = this.#core;
    this.#title.textContent = text;
    if (text) bubble.append(this.#title);
    else this.#title.remove();
    bubble.classList.toggle('titled', text !== '');
    this.draw();
  }

  icon(name: string): boolean {
    const path = ICONS[name];
    if (path === undefined) return false;
    this.#core.closedIcon = path;
    this.draw();
    return true;
  }

  /** Whether there is a bubble to press; the chat opens without one too. */
  visible(visible: boolean): void {
    this.#core.area.classList.toggle('bare', !visible);
    this.#badge.hidden = !visible;
  }

  get isVisible(): boolean {
    return !this.#core.area.classList.contains('bare');
  }

  /** Draws it again, with the words and the icon of now. */
  draw(): void {
    const { bubble, frame, icon, closedIcon, words, area } = this.#core;
    const open = frame?.hidden === false;
    area.ariaLabel = words[3] ?? '';
    // What is written on the bubble is a part of its name (WCAG 2.2, 2.5.3).
    const title = this.#title.textContent;
    bubble.ariaLabel = open ? (words[1] ?? '') : [title, words[0]].filter(Boolean).join(', ');
    if (!open) icon.setAttribute('d', closedIcon);
    if (frame) frame.title = words[3] ?? '';
  }
}
