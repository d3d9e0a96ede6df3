import type { AttributeDefinition } from '@causerie/client';

type Type = AttributeDefinition['type'];
/** A value as the server keeps it. */
export type Value = string | number | boolean | { date: string } | null;

/** A kept value as a form's control shows it; '' for nothing, and for what is of another type. */
export function shownIn(type: Type, value: unknown): string {
  if (type === 'date') {
    const { date } = (value ?? {}) as { date?: unknown };
    return typeof date === 'string' ? date.slice(0, 10) : '';
  }
  if (type === 'boolean') return typeof value === 'boolean' ? String(value) : '';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

/** What a control says, as the server keeps it: null for nothing; undefined where it is none of this type. */
export function saidIn(type: Type, text: string): Value | undefined {
  const said = text.trim();
  if (said === '') return null;
  switch (type) {
    case 'number': {
      const number = Number(said.replace(',', '.'));
      return Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      return said === 'true';
    case 'date':
      return Number.isNaN(Date.parse(said)) ? undefined : { date: `${said}T00:00:00Z` };
    case 'link':
      return /^https?:\/\/\S+$/i.test(said) ? said : undefined;
    case 'text':
    case 'choice':
      return said;
  }
}
