import { pickLocale, type Locale } from '@causerie/ui';

/** What the loader says in the address of the frame: the part after `#`, which no server sees. */
export interface Settings {
  channel: string;
  /** The origin of the shop's page; null where the panel is open by itself. */
  host: string | null;
  locale: Locale;
  /** `#rrggbb`, or null for the business's own. */
  colour: string | null;
}

export function readSettings({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): Settings {
  const told = new URLSearchParams(hash.slice(1));
  const colour = told.get('colour') ?? '';
  const locale = told.get('locale');
  return {
    channel: decodeURIComponent(pathname.split('/').at(-1) ?? ''),
    host: window.parent === window ? null : told.get('host'),
    locale: pickLocale(locale === null ? undefined : [locale]),
    colour: /^#[0-9a-f]{6}$/i.test(colour) ? colour : null,
  };
}
