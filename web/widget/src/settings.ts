import { pickLocale, type Locale, type Theme } from '@causerie/ui';

/** What the site's page and the owner want of the panel. Texts that are null are the owner's or our own. */
export interface Wishes {
  locale: Locale;
  /** `#rrggbb`, or null for the business's own. */
  colour: string | null;
  scheme: Theme;
  /** Whether there is a button for a window of its own. */
  popout: boolean;
  files: boolean;
  emoji: boolean;
  /** Whether the visitor may end the conversation. */
  end: boolean;
  /** Whether the owner has triggers, which the visitor may turn off. */
  triggers: boolean;
  title: string | null;
  greeting: string | null;
  available: string | null;
  unavailable: string | null;
}

/** What the loader says in the address of the frame: the part after `#`, which no server sees. */
export interface Settings extends Wishes {
  channel: string;
  /** The origin of the shop's page; null where the panel is open by itself. */
  host: string | null;
}

export function readSettings({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): Settings {
  const told = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  return {
    channel: decodeURIComponent(pathname.split('/').at(-1) ?? ''),
    host: window.parent === window ? null : (told['host'] ?? null),
    ...readWishes(told),
  };
}

export function readWishes(told: Record<string, unknown>): Wishes {
  const text = (name: string): string | null => {
    const value = told[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const colour = text('colour');
  const locale = text('locale');
  const scheme = text('scheme');
  return {
    locale: pickLocale(locale === null ? undefined : [locale]),
    colour: colour !== null && /^#[0-9a-f]{6}$/i.test(colour) ? colour : null,
    scheme: scheme === 'light' || scheme === 'dark' ? scheme : 'system',
    popout: told['popout'] === '1',
    files: told['files'] !== '0',
    emoji: told['emoji'] !== '0',
    end: told['end'] === '1',
    triggers: told['triggers'] === '1',
    title: text('title'),
    greeting: text('greeting'),
    available: text('available'),
    unavailable: text('unavailable'),
  };
}
