import { applyTheme, type Theme } from '@causerie/ui';

/** What an agent chose for this device. It stays in the browser: another device has another loudspeaker. */
interface Choices {
  theme: Theme;
  sound: boolean;
  notifications: boolean;
  /** Single letters as commands. WCAG 2.1.4: who speaks to the computer must be able to turn them off. */
  shortcuts: boolean;
  /** Whether Enter sends; else it begins a new line, and Ctrl+Enter sends. */
  enter: boolean;
  /** For how many seconds a message can be taken back. */
  hold: Hold;
}

export const HOLDS = [0, 5, 10] as const;
export type Hold = (typeof HOLDS)[number];

const KEY = 'causerie.desk.preferences';
const DEFAULTS: Choices = {
  theme: 'system',
  sound: true,
  notifications: false,
  shortcuts: true,
  enter: true,
  hold: 5,
};
export const THEMES = ['system', 'light', 'dark'] as const satisfies Theme[];

/** Reads what an earlier version, or a hand in the developer tools, may have left there. */
export function readChoices(json: string | null): Choices {
  if (json === null) return DEFAULTS;
  let stored: unknown;
  try {
    stored = JSON.parse(json);
  } catch {
    return DEFAULTS;
  }
  if (stored === null || typeof stored !== 'object') return DEFAULTS;
  const found = stored as Record<string, unknown>;
  const flag = (name: 'sound' | 'notifications' | 'shortcuts' | 'enter') =>
    typeof found[name] === 'boolean' ? found[name] : DEFAULTS[name];
  return {
    theme: THEMES.find((known) => known === found['theme']) ?? DEFAULTS.theme,
    sound: flag('sound'),
    notifications: flag('notifications'),
    shortcuts: flag('shortcuts'),
    enter: flag('enter'),
    hold: HOLDS.find((known) => known === found['hold']) ?? DEFAULTS.hold,
  };
}

class Preferences {
  #choices = $state.raw(readChoices(localStorage.getItem(KEY)));

  constructor() {
    applyTheme(this.#choices.theme);
  }

  get theme(): Theme {
    return this.#choices.theme;
  }

  get sound(): boolean {
    return this.#choices.sound;
  }

  /** Wanted here; the browser's own permission is asked for when this is switched on. */
  get notifications(): boolean {
    return this.#choices.notifications;
  }

  get shortcuts(): boolean {
    return this.#choices.shortcuts;
  }

  get enter(): boolean {
    return this.#choices.enter;
  }

  get hold(): Hold {
    return this.#choices.hold;
  }

  set(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    localStorage.setItem(KEY, JSON.stringify(this.#choices));
    if (change.theme) applyTheme(change.theme);
  }
}

export const preferences = new Preferences();
