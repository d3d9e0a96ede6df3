import type { Opening, Trigger, WebSettings, WebTexts } from '@causerie/client';
import { LOCALES, type Locale } from '@causerie/ui';

/** The settings with every part that the page can change filled in. */
export interface Draft {
  texts: Record<Locale, Required<WebTexts>>;
  colour: string;
  position: 'left' | 'right';
  icon: NonNullable<WebSettings['icon']>;
  show_people: boolean;
  link_cards: boolean;
  ask_rating: boolean;
  /** Whether the widget tells hours at all. */
  hours: boolean;
  timezone: string;
  week: Opening[][];
  /** One a line: a date and, as wished, a name. */
  holidays: string;
  triggers: Trigger[];
}

export const ICONS = ['chat', 'question', 'mail', 'headset', 'heart'] as const;
const NINE_TO_SIX = (): Opening[] => [{ opens: 540, closes: 1080 }];

export function draftOf(settings: WebSettings, colour: string): Draft {
  const empty = { title: '', greeting: '', launcher: '', available: '', unavailable: '' };
  const texts = Object.fromEntries(
    LOCALES.map((locale) => [locale, { ...empty, ...settings.texts?.[locale] }]),
  ) as Draft['texts'];
  const hours = settings.hours ?? null;
  return {
    texts,
    colour: settings.colour ?? colour,
    position: settings.position ?? 'right',
    icon: settings.icon ?? 'chat',
    show_people: settings.show_people ?? true,
    link_cards: settings.link_cards ?? true,
    ask_rating: settings.ask_rating ?? false,
    hours: hours !== null,
    timezone: hours?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    week: hours?.week ?? [1, 2, 3, 4, 5, 6, 7].map((day) => (day < 6 ? NINE_TO_SIX() : [])),
    holidays: (hours?.holidays ?? [])
      .map(({ date, name }) => `${date} ${name ?? ''}`.trim())
      .join('\n'),
    triggers: settings.triggers ?? [],
  };
}

/** What the server takes. `brand` is the business's own colour, which needs not be said. */
export function settingsOf(draft: Draft, brand: string): WebSettings {
  const written = Object.entries(draft.texts).filter(([, texts]) =>
    Object.values(texts).some(Boolean),
  );
  return {
    texts: Object.fromEntries(written),
    colour: draft.colour.toLowerCase() === brand ? null : draft.colour.toLowerCase(),
    position: draft.position,
    icon: draft.icon,
    show_people: draft.show_people,
    link_cards: draft.link_cards,
    ask_rating: draft.ask_rating,
    hours: draft.hours
      ? { timezone: draft.timezone, week: draft.week, holidays: holidaysOf(draft.holidays) }
      : null,
    triggers: draft.triggers,
  };
}

function holidaysOf(lines: string): { date: string; name: string }[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => ({ date: line.slice(0, 10), name: line.slice(10).trim() }));
}

export function newTrigger(name: string): Trigger {
  const id = `trigger-${crypto.randomUUID().slice(0, 8)}`;
  return { id, name, words: {}, on: true, seconds: 20, at_most: 1, every_hours: 24 };
}

export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
