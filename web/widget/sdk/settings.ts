import type { Core } from '../loader/core.ts';
import { wordsOf } from '../loader/words.ts';
import type { Bubble } from './bubble.ts';
import type { CauserieSettings } from './causerie.d.ts';
import { complain } from './complain.ts';

type Name = keyof CauserieSettings;

/** Settings that the panel follows, by the name under which it is told. */
const PANEL: Partial<Record<Name, string>> = {
  darkMode: 'scheme',
  showPopoutButton: 'popout',
  enableFileUpload: 'files',
  enableEmojiPicker: 'emoji',
  enableEndConversation: 'end',
  welcomeTitle: 'title',
  welcomeDescription: 'greeting',
  availableMessage: 'available',
  unavailableMessage: 'unavailable',
  colour: 'colour',
};

const SWITCHES: readonly Name[] = [
  'hideMessageBubble',
  'useBrowserLanguage',
  'showPopoutButton',
  'enableFileUpload',
  'enableEmojiPicker',
  'enableEndConversation',
];

const CHOICES: Partial<Record<Name, RegExp>> = {
  position: /^(left|right)$/,
  darkMode: /^(auto|light|dark)$/,
  colour: /^#[\da-f]{6}$/i,
};

const NAMES: readonly Name[] = [
  'position',
  'locale',
  'launcherIcon',
  'launcherTitle',
  ...SWITCHES.slice(0, 2),
  ...(Object.keys(PANEL) as Name[]),
];

/** Takes settings of the page or the owner. What is unknown or odd is told to the console and left as it was. */
export class SettingsOf {
  readonly #core: Core;
  readonly #bubble: Bubble;

  constructor(core: Core, bubble: Bubble) {
    this.#core = core;
    this.#bubble = bubble;
  }

  take(given: unknown): void {
    if (typeof given !== 'object' || given === null) {
      if (given !== undefined) complain('settings are an object');
      return;
    }
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined || value === null) continue;
      if (!(NAMES as readonly string[]).includes(name)) complain(`there is no setting ${name}`);
      else if (!fits(name as Name, value))
        complain(`the setting ${name} cannot be ${String(value)}`);
      else this.#apply(name as Name, value as string | boolean);
    }
    if (this.#core.ready) this.#core.tell('settings', { settings: this.#core.told });
  }

  #apply(name: Name, value: string | boolean): void {
    const core = this.#core;
    const text = value === true ? '1' : value === false ? '0' : value;
    const told = PANEL[name];
    if (told !== undefined) core.told[told] = text;
    if (name === 'colour') colourOf(core, text);
    else if (name === 'position') core.area.classList.toggle('left', value === 'left');
    else if (name === 'launcherTitle') this.#bubble.title(text);
    else if (name === 'launcherIcon') this.#icon(text);
    else if (name === 'hideMessageBubble') this.#bubble.visible(value !== true);
    else if (name === 'locale') this.#speak([text]);
    else if (name === 'useBrowserLanguage' && value === true) this.#speak(navigator.languages);
  }

  #icon(name: string): void {
    if (!this.#bubble.icon(name)) complain(`there is no icon ${name}`);
  }

  #speak(tags: readonly string[]): void {
    this.#core.words = wordsOf(tags);
    this.#core.told['locale'] = tags[0] ?? 'en';
    this.#bubble.draw();
  }
}

function fits(name: Name, value: unknown): boolean {
  if (SWITCHES.includes(name)) return typeof value === 'boolean';
  return typeof value === 'string' && value.length <= 500 && (CHOICES[name]?.test(value) ?? true);
}

function colourOf({ root }: Core, colour: string): void {
  const { style } = root.host as HTMLElement;
  style.setProperty('--c', colour);
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(
    (at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2,
  );
  style.setProperty('--t', 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.183 ? '#000' : '#fff');
}
