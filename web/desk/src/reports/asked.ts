/** Which period a report is of, and what of it: as it stands in the address, and as the server is asked. */

export const DIMENSIONS = ['agent', 'team', 'channel', 'label'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export const PERIODS = [7, 28, 90] as const;

/** `days`: the last so many, with today; null: from `since` to `until`. What is undefined is not asked for. */
export interface Asked {
  readonly days: number | null;
  readonly since: string;
  readonly until: string;
  readonly office: boolean;
  readonly only: Readonly<Partial<Record<Dimension, string>>>;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A day by the reader's clock, as addresses say it. */
export function dayOf(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The midnight with which a day begins. */
export function dateOf(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date);
}

export function parseAsked(query: string, now: Date = new Date()): Asked {
  const given = new URLSearchParams(query);
  const [since, until] = [given.get('since') ?? '', given.get('until') ?? ''];
  const own = DAY.test(since) && DAY.test(until) && since <= until;
  const days = own ? null : (PERIODS.find((known) => String(known) === given.get('days')) ?? 28);
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (days ?? 1) + 1);
  return {
    days,
    since: own ? since : dayOf(first),
    until: own ? until : dayOf(now),
    office: given.get('office') === 'true',
    only: Object.fromEntries(
      DIMENSIONS.flatMap((name) => {
        const value = given.get(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
  };
}

export function formatAsked({ days, since, until, office, only }: Asked): string {
  const query = new URLSearchParams(only);
  if (office) query.set('office', 'true');
  if (days === null) {
    query.set('since', since);
    query.set('until', until);
  } else if (days !== 28) query.set('days', String(days));
  return query.toString();
}

/** What the server is asked, with whatever else. */
export function queryOf(
  { since, until, office, only }: Asked,
  more: Record<string, string> = {},
): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return new URLSearchParams({
    ...{ since, until, zone, office: String(office) },
    ...only,
    ...more,
  }).toString();
}

/** Every day of the period, the first first. */
export function daysOf({ since, until }: Asked): string[] {
  const days: string[] = [];
  for (const at = dateOf(since); dayOf(at) <= until && days.length < 400;) {
    days.push(dayOf(at));
    at.setDate(at.getDate() + 1);
  }
  return days;
}
