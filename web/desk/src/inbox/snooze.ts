/** Until when a case can be put away, by the agent's own clock. */

export type SnoozeChoice = 'later' | 'tomorrow' | 'nextWeek';

const MORNING = 9;
/** Later today is no later than this hour. */
const EVENING = 21;

/** The same day `days` later, at that hour: a day with another clock is as long as it is. */
function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** The choices that are there now, the nearest first: in some three hours, tomorrow morning, Monday morning. */
export function snoozeTimes(now: Date): { choice: SnoozeChoice; until: Date }[] {
  const later = at(now, 0, now.getHours() + 3 + Number(now.getMinutes() > 0));
  const tomorrow = at(now, 1, MORNING);
  const nextWeek = at(now, ((7 - now.getDay()) % 7) + 1, MORNING);
  const all = [
    { choice: 'later', until: later },
    { choice: 'tomorrow', until: tomorrow },
    { choice: 'nextWeek', until: nextWeek },
  ] as const;
  return all.filter(
    ({ choice, until }) =>
      (choice !== 'later' || until <= at(now, 0, EVENING)) &&
      (choice !== 'nextWeek' || until.getTime() !== tomorrow.getTime()),
  );
}

/** As `<input type="datetime-local">` wants it. */
export function localInput(time: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date}T${two(time.getHours())}:${two(time.getMinutes())}`;
}
