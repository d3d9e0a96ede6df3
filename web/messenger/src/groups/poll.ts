import type { Append } from '@causerie/client';

export const MOST_OPTIONS = 20;

/** The rows to write choices into: behind the last that is filled stands an empty one. */
export function rowsOf(choices: readonly string[]): string[] {
  const full = choices.length >= MOST_OPTIONS || choices.at(-1) === '';
  return full ? [...choices] : [...choices, ''];
}

type Poll = Extract<Append['content'], { kind: 'poll' }>;

/** The poll, or undefined while something that it needs is missing: a question, and two choices that differ. */
export function pollOf(
  question: string,
  choices: readonly string[],
  { multiple, anonymous }: { multiple: boolean; anonymous: boolean },
): Poll | undefined {
  const text = question.trim();
  const labels = [...new Set(choices.map((choice) => choice.trim()).filter(Boolean))];
  if (text === '' || labels.length < 2) return undefined;
  const options = labels.map((label, i) => ({ id: `o${i + 1}`, label }));
  return { kind: 'poll', text, options, multiple, anonymous };
}
