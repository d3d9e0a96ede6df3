/** When help is offered. Pure: what is so is given, and nothing is looked up here. */

/** The server's `Trigger`. */
export interface Trigger {
  id: string;
  name: string;
  words: Record<string, string>;
  seconds: number | null;
  scrolled: number | null;
  leaving: boolean;
  pages: string[];
  referrers: string[];
  campaign: Record<string, string>;
  returning: boolean | null;
  attribute: { name: string; value: number } | null;
  at_most: number;
  every_hours: number;
  quiet: { begins: number; ends: number } | null;
}

/** What is so on the page now. */
export interface Situation {
  /** Since the visitor came to this address. */
  seconds: number;
  /** The furthest that was scrolled, in per cent. */
  scrolled: number;
  leaving: boolean;
  address: string;
  referrer: string;
  /** Whether the visitor has chatted before. */
  returning: boolean;
  facts: Record<string, unknown>;
  now: Date;
  /** How often this trigger was shown while the page lives. */
  shown: number;
  /** When it was shown last to a visitor who has chatted, in milliseconds. */
  shownAt: number | undefined;
}

/** Whether every condition of the trigger holds. */
export function holds(trigger: Trigger, so: Situation): boolean {
  const { seconds, scrolled, leaving, returning, attribute, quiet } = trigger;
  return (
    so.shown < trigger.at_most &&
    (so.shownAt === undefined ||
      so.now.getTime() - so.shownAt >= trigger.every_hours * 3_600_000) &&
    (seconds === null || so.seconds >= seconds) &&
    (scrolled === null || so.scrolled >= scrolled) &&
    (!leaving || so.leaving) &&
    isPartOf(trigger.pages, so.address) &&
    isPartOf(trigger.referrers, so.referrer) &&
    isCampaign(trigger.campaign, so.address) &&
    (returning === null || returning === so.returning) &&
    (attribute === null || Number(so.facts[attribute.name]) >= attribute.value) &&
    !(quiet !== null && isWithin(quiet, so.now))
  );
}

function isPartOf(parts: readonly string[], address: string): boolean {
  return parts.length === 0 || parts.some((part) => address.includes(part));
}

function isCampaign(campaign: Record<string, string>, address: string): boolean {
  const given = new URL(address).searchParams;
  return Object.entries(campaign).every(([name, value]) => given.get(name) === value);
}

/** By the visitor's clock; over midnight where it begins later than it ends. */
function isWithin({ begins, ends }: { begins: number; ends: number }, now: Date): boolean {
  const minute = now.getHours() * 60 + now.getMinutes();
  return begins <= ends ? begins <= minute && minute < ends : begins <= minute || minute < ends;
}
