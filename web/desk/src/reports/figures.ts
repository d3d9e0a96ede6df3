/** The figures: which there are, and what each says in words. */

import type { Figure, Measure } from '@causerie/client';
import { formatNumber } from '@causerie/ui';

import { messages } from './messages/index.ts';

export const FIGURES = [
  'opened',
  'reopened',
  'first',
  'next',
  'resolved',
  'sla',
  'rating',
  'bots',
] as const;
export type FigureId = (typeof FIGURES)[number];

/** By which name the server knows it. */
export function nameOf(id: FigureId): Figure['name'] {
  return id === 'bots' ? 'resolved' : id;
}

/** The number itself; undefined where nothing happened of which it could be. */
export function valueOf(id: FigureId, measure: Measure): number | undefined {
  switch (id) {
    case 'opened':
    case 'reopened':
      return measure.count;
    case 'first':
    case 'next':
    case 'resolved':
      return measure.median ?? undefined;
    case 'rating':
      return measure.average ?? undefined;
    case 'sla':
    case 'bots':
      return measure.count ? measure.good / measure.count : undefined;
  }
}

export function valueText(id: FigureId, value: number | undefined): string {
  if (value === undefined) return '–';
  switch (id) {
    case 'opened':
    case 'reopened':
      return formatNumber(value);
    case 'first':
    case 'next':
    case 'resolved':
      return timeText(value);
    case 'rating':
      return new Intl.NumberFormat(messages.t.tag, { maximumFractionDigits: 1 }).format(value);
    case 'sla':
    case 'bots':
      return shareText(value);
  }
}

/** How many of a figure's cases open. */
export function countOf(id: FigureId, measure: Measure): number {
  return id === 'bots' ? measure.good : measure.count;
}

/** What stands below the number. */
export function detailOf(id: FigureId, measure: Measure): string {
  const t = messages.t;
  const p90 = measure.p90 == null ? [] : [t.nineOfTen(timeText(measure.p90))];
  switch (id) {
    case 'opened':
    case 'reopened':
      return '';
    case 'first':
    case 'next':
      return [t.answers(measure.count), ...p90].join(' · ');
    case 'resolved':
      return [t.cases(measure.count), ...p90].join(' · ');
    case 'sla':
      return t.missed(measure.count - measure.good);
    case 'rating':
      return t.ratings(measure.count, measure.asked);
    case 'bots':
      return t.cases(measure.good);
  }
}

/** By how much it is another than before, as a share; undefined where that can't be said. */
export function changeOf(id: FigureId, { now, before }: Figure): number | undefined {
  const [value, was] = [valueOf(id, now), valueOf(id, before)];
  return value === undefined || !was ? undefined : value / was - 1;
}

/** Whether more of it is good news; null: neither. */
export function moreIsGood(id: FigureId): boolean | null {
  if (id === 'opened') return null;
  return id === 'sla' || id === 'rating' || id === 'bots';
}

export function shareText(share: number): string {
  const style = { style: 'percent', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(messages.t.tag, style).format(share);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "45 sec", "1 hr 5 min": in the two greatest units. */
export function timeText(seconds: number): string {
  const from = UNITS.findIndex(([, size]) => seconds >= size);
  if (from < 0) return unitText(0, 'second');
  let rest = seconds;
  return UNITS.slice(from, from + 2)
    .flatMap(([unit, size]) => {
      const value = Math.floor(rest / size);
      rest -= value * size;
      return value ? [unitText(value, unit)] : [];
    })
    .join(' ');
}

function unitText(value: number, unit: string): string {
  const style = { style: 'unit', unit, unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(messages.t.tag, style).format(value);
}
