/** Whether what was filled in fits, as `content/fields.py` judges it on the server. Phone numbers are judged there alone. */
import type { AnswerDraft, Form } from '@causerie/client';

export type Field = Form['items'][number];
export type Values = AnswerDraft['values'];
export type Value = Values[string];
export type Flaw =
  | 'required'
  | 'too_long'
  | 'too_small'
  | 'too_large'
  | 'number'
  | 'email'
  | 'phone'
  | 'date'
  | 'option'
  | 'type';

const SHORT = 500;
const LONG = 5_000;
const EMAIL = /^[^@\s]{1,64}@[^@\s]{1,250}\.[^@\s.]{2,63}$/;

/** What was filled in, without what was left empty, and what is wrong with it, by field. */
export function check(
  fields: readonly Field[],
  filled: Values,
): { values: Values; flaws: Record<string, Flaw> } {
  const values: Values = {};
  const flaws: Record<string, Flaw> = {};
  for (const field of fields) {
    const given = filled[field.id];
    const value = typeof given === 'string' ? given.trim() : given;
    if (isEmpty(value)) {
      if (field.required) flaws[field.id] = 'required';
      continue;
    }
    const flaw = flawOf(field, value);
    if (flaw) flaws[field.id] = flaw;
    else values[field.id] = value;
  }
  return { values, flaws };
}

function isEmpty(value: Value | undefined): value is undefined {
  const nothing = value === undefined || value === '' || value === false;
  return nothing || (Array.isArray(value) && value.length === 0);
}

function flawOf(field: Field, value: Value): Flaw | undefined {
  switch (field.type) {
    case 'text':
    case 'phone':
      return String(value).length > SHORT ? 'too_long' : undefined;
    case 'long_text':
      return String(value).length > LONG ? 'too_long' : undefined;
    case 'email':
      return EMAIL.test(String(value)) ? undefined : 'email';
    case 'number':
      if (typeof value !== 'number' || Number.isNaN(value)) return 'number';
      if (field.whole && !Number.isInteger(value)) return 'number';
      return between(value, field.least, field.most);
    case 'date':
      return between(String(value), field.earliest, field.latest);
    case 'moment': {
      const at = (time: string) => new Date(time).getTime();
      const { slots = [], earliest, latest } = field;
      if (Number.isNaN(at(String(value)))) return 'date';
      if (slots.length > 0 && !slots.some((slot) => at(slot) === at(String(value))))
        return 'option';
      return between(at(String(value)), earliest && at(earliest), latest && at(latest));
    }
    case 'choice':
    case 'consent':
      return undefined;
  }
}

function between<T extends number | string>(
  value: T,
  least: T | '' | null | undefined,
  most: T | '' | null | undefined,
): Flaw | undefined {
  if (least !== null && least !== undefined && least !== '' && value < least) return 'too_small';
  if (most !== null && most !== undefined && most !== '' && value > most) return 'too_large';
  return undefined;
}
