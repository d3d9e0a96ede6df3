import { COMMANDS, type CommandId } from './registry.ts';

/** Where plain keys belong to the element that has the focus. */
const WRITING = 'input, textarea, select, [contenteditable]';
/** What lies over the screen has the whole keyboard. */
const OVER = 'dialog, [role="menu"], [role="dialog"], [popover]';
/** Where arrows and Enter already mean something. */
const OWN_ARROWS = '[role="tablist"], [role="log"], [role="radiogroup"]';
/** What chooses all means the text where somebody writes. */
const OWN_IN_TEXT = 'Mod+a';
const OWN_ENTER = 'a, button, summary, [tabindex]';

/** For so long the first key of two is remembered. */
const SEQUENCE_MS = 1_500;
export const MAC = /Mac OS X/.test(navigator.userAgent);

const BY_KEYS: ReadonlyMap<string, CommandId> = new Map(
  COMMANDS.flatMap(({ id, keys }) => keys.map((key) => [key, id] as const)),
);
const BEGINNINGS = new Set(
  [...BY_KEYS.keys()].filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0]),
);

/**
 * The key as printed on a Latin keyboard: an agent who writes Russian presses the same keys, and a Dvorak
 * keyboard's own letters count. With Alt a Mac types another sign, or half of one.
 */
function latin(event: KeyboardEvent): string {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.code === 'Slash' && event.key === '.') return '/'; // on a Russian one
  if (event.code === 'Semicolon' && event.key.toLowerCase() === 'ж') return ';';
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const sign = event.key.length === 1 || (event.altKey && event.key === 'Dead');
  return letter && sign ? letter.toLowerCase() : event.key;
}

/** How the registry calls what was pressed; null for what it never names. */
function pressed(event: KeyboardEvent): string | null {
  if (event.getModifierState('AltGraph')) return null; // It types signs.
  const [mod, other] = MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (other || (mod && event.altKey)) return null;
  const key = latin(event);
  const shift = event.shiftKey && /^(?:[a-z]|Arrow.*)$/.test(key) ? 'Shift+' : '';
  return `${mod ? 'Mod+' : event.altKey ? 'Alt+' : ''}${shift}${key}`;
}

/** Hears what the keys say. `letters`: whether single signs are commands. */
export class Keyboard {
  readonly #letters: () => boolean;
  #begun = '';
  #at = -Infinity;

  constructor(letters: () => boolean) {
    this.#letters = letters;
  }

  /** What this key press asks for; null where it is somebody else's, nothing, or the first of two. */
  hear(event: KeyboardEvent): CommandId | null {
    if (event.defaultPrevented || event.isComposing) return null;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest(OVER)) return null;
    const key = pressed(event);
    if (key === null) return null;
    const writing = target?.closest(WRITING) !== null && target !== null;
    const plain = !/^(?:Mod|Alt)\+/.test(key);
    if (writing && (plain || key === OWN_IN_TEXT || (MAC && event.altKey))) return null;
    if (key.includes('Arrow') && target?.closest(OWN_ARROWS)) return null;
    if (key === 'Enter' && target?.closest(OWN_ENTER)) return null;
    if (event.key.length === 1 && plain && !this.#letters()) return null;
    return this.#command(key, event.timeStamp);
  }

  #command(key: string, now: number): CommandId | null {
    const begun = now - this.#at < SEQUENCE_MS ? this.#begun : '';
    this.#begun = '';
    const second = begun && BY_KEYS.get(`${begun} ${key}`);
    if (second) return second;
    if (BEGINNINGS.has(key)) [this.#begun, this.#at] = [key, now];
    return BY_KEYS.get(key) ?? null;
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  Mod: MAC ? '⌘' : 'Ctrl',
  Alt: MAC ? '⌥' : 'Alt',
  Shift: '⇧',
};

/** The keys as they are printed: those that are pressed together in one, those one after the other apart. */
export function printed(keys: string): string[] {
  return keys.split(' ').map((combination) => {
    const parts = combination.split('+').map((part) => SIGNS[part] ?? part);
    if (parts.length > 1) parts.push((parts.pop() ?? '').toUpperCase());
    return parts.join(MAC ? '' : '+');
  });
}
