import type { AttributeDefinition, ByGroup, SegmentFilter } from '@causerie/client';

import { saidIn, shownIn } from '../contacts/attributes.ts';

export type Condition = Exclude<SegmentFilter['of'][number], ByGroup>;
type Type = AttributeDefinition['type'];

/** A condition as the form shows it: `field` is `@key` for an attribute. `text` or `values`, as the question wants. */
export interface Line {
  field: string;
  how: string;
  text: string;
  values: string[];
}

/** Lines that stand together; one that is a group of its own has a sign of its own. */
export interface Block {
  match: 'all' | 'any';
  lines: Line[];
}

/** The form: lines that stand alone, and groups. */
export interface Draft {
  match: 'all' | 'any';
  parts: (Line | Block)[];
}

export const isBlock = (part: Line | Block): part is Block => 'lines' in part;

export const TEXTS = ['name', 'email', 'phone', 'page'] as const;
export const CHOICES = ['label', 'status', 'language', 'country', 'timezone', 'known_by'] as const;
export const TIMES = ['seen', 'made'] as const;
export const COUNTS = ['visits', 'cases'] as const;
export const ANSWERS = ['mail', 'verified', 'blocked'] as const;
/** In the order in which they are offered. */
export const FIELDS = [
  'label',
  'status',
  'seen',
  'made',
  'visits',
  'page',
  'cases',
  'known_by',
  'mail',
  'verified',
  'blocked',
  'language',
  'country',
  'timezone',
  'name',
  'email',
  'phone',
] as const;
export type Field = (typeof FIELDS)[number];
type Shape = 'text' | 'choice' | 'time' | 'count' | 'answer' | Type;

const within = <T extends string>(of: readonly T[], one: string): one is T =>
  (of as readonly string[]).includes(one);

const ATTRIBUTE_HOWS = {
  text: ['is', 'is_not', 'contains', 'lacks', 'known', 'unknown'],
  number: ['from', 'below', 'is', 'is_not', 'known', 'unknown'],
  boolean: ['is', 'is_not', 'known', 'unknown'],
  date: ['from', 'below', 'known', 'unknown'],
  choice: ['is', 'is_not', 'known', 'unknown'],
  link: ['contains', 'lacks', 'known', 'unknown'],
} as const;

/** The definition of the attribute that a field names; one that was deleted is taken for what its value is. */
export function definitionOf(
  field: string,
  definitions: readonly AttributeDefinition[],
): AttributeDefinition | undefined {
  return field.startsWith('@') ? definitions.find(({ key }) => `@${key}` === field) : undefined;
}

function shapeOf(field: string, definitions: readonly AttributeDefinition[]): Shape {
  if (field.startsWith('@')) return definitionOf(field, definitions)?.type ?? 'text';
  if (within(TEXTS, field)) return 'text';
  if (within(CHOICES, field)) return 'choice';
  if (within(TIMES, field)) return 'time';
  return within(COUNTS, field) ? 'count' : 'answer';
}

/** What can be asked of a field. */
export function howsOf(
  field: string,
  definitions: readonly AttributeDefinition[],
): readonly string[] {
  const shape = shapeOf(field, definitions);
  if (field.startsWith('@')) return ATTRIBUTE_HOWS[shape as Type];
  switch (shape) {
    case 'text':
      return ['contains', 'lacks'];
    case 'choice':
      return ['any', 'none'];
    case 'time':
      return ['within', 'before', 'since', 'until'];
    case 'count':
      return ['at_least', 'at_most'];
    default:
      return ['yes', 'no'];
  }
}

/** By which control a line's value is given; null: there is none to give. */
export function controlOf(
  { field, how }: Line,
  definitions: readonly AttributeDefinition[],
): 'text' | 'number' | 'days' | 'date' | 'values' | 'choice' | 'boolean' | null {
  const shape = shapeOf(field, definitions);
  if (how === 'known' || how === 'unknown' || shape === 'answer') return null;
  if (field.startsWith('@')) {
    if (shape === 'number' || shape === 'date' || shape === 'boolean' || shape === 'choice')
      return shape;
    return 'text';
  }
  if (shape === 'choice') return 'values';
  if (shape === 'time') return how === 'within' || how === 'before' ? 'days' : 'date';
  return shape === 'count' ? 'number' : 'text';
}

/** A line that asks nothing yet of this field. */
export function begun(field: string, definitions: readonly AttributeDefinition[]): Line {
  const line = { field, how: howsOf(field, definitions)[0] ?? '', text: '', values: [] };
  return controlOf(line, definitions) === 'days' ? { ...line, text: '30' } : line;
}

/** What a line asks; undefined where something is missing. */
export function conditionOf(
  line: Line,
  definitions: readonly AttributeDefinition[],
): Condition | undefined {
  const { field, how } = line;
  const text = line.text.trim();
  const number = /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  if (field.startsWith('@')) return ofAttribute(line, definitions);
  if (within(TEXTS, field) && within(['contains', 'lacks'] as const, how))
    return text ? { kind: 'text', field, how, text } : undefined;
  if (within(CHOICES, field) && within(['any', 'none'] as const, how))
    return line.values.length ? { kind: 'choice', field, how, values: line.values } : undefined;
  if (within(TIMES, field)) {
    if (how === 'within' || how === 'before')
      return number ? { kind: 'age', field, how, days: Math.min(number, 36_500) } : undefined;
    const at = new Date(`${text}T00:00`);
    if (Number.isNaN(at.getTime())) return undefined;
    return {
      kind: 'moment',
      field,
      how: how === 'since' ? 'since' : 'before',
      at: at.toISOString(),
    };
  }
  if (within(COUNTS, field) && within(['at_least', 'at_most'] as const, how))
    return number === undefined || number > 10_000
      ? undefined
      : { kind: 'count', field, how, number };
  return within(ANSWERS, field) ? { kind: 'answer', field, yes: how === 'yes' } : undefined;
}

function ofAttribute(
  { field, how, text }: Line,
  definitions: readonly AttributeDefinition[],
): Condition | undefined {
  const hows = ['is', 'is_not', 'contains', 'lacks', 'from', 'below', 'known', 'unknown'] as const;
  if (!within(hows, how)) return undefined;
  const key = field.slice(1);
  if (how === 'known' || how === 'unknown') return { kind: 'attribute', key, how };
  const type = definitionOf(field, definitions)?.type ?? 'text';
  // A part of a link is none.
  const value = saidIn(type === 'link' ? 'text' : type, text);
  return value == null ? undefined : { kind: 'attribute', key, how, value };
}

/** A condition as the form shows it. */
function lineOf(asked: Condition, definitions: readonly AttributeDefinition[]): Line {
  const line = { how: 'how' in asked ? asked.how : '', text: '', values: [] };
  switch (asked.kind) {
    case 'text':
      return { ...line, field: asked.field, text: asked.text };
    case 'choice':
      return { ...line, field: asked.field, values: [...asked.values] };
    case 'age':
      return { ...line, field: asked.field, text: String(asked.days) };
    case 'moment':
      return {
        ...line,
        field: asked.field,
        how: asked.how === 'since' ? 'since' : 'until',
        text: localDay(new Date(asked.at)),
      };
    case 'count':
      return { ...line, field: asked.field, text: String(asked.number) };
    case 'answer':
      return { ...line, field: asked.field, how: asked.yes ? 'yes' : 'no' };
    case 'attribute': {
      const type = definitionOf(`@${asked.key}`, definitions)?.type ?? 'text';
      return { ...line, field: `@${asked.key}`, text: shownIn(type, asked.value) };
    }
  }
}

function localDay(at: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A filter as the form shows it. */
export function draftOf(
  { match, of }: SegmentFilter,
  definitions: readonly AttributeDefinition[],
): Draft {
  return {
    match,
    parts: of.map((part) =>
      part.kind === 'group'
        ? { match: part.match, lines: part.of.map((one) => lineOf(one, definitions)) }
        : lineOf(part, definitions),
    ),
  };
}

/** What the form asks, without what is not whole yet; undefined where nothing is asked. */
export function filterOf(
  { match, parts }: Draft,
  definitions: readonly AttributeDefinition[],
): SegmentFilter | undefined {
  const of = parts.flatMap((part): SegmentFilter['of'] => {
    if (!isBlock(part)) return [conditionOf(part, definitions)].filter((one) => one !== undefined);
    const inner = part.lines
      .map((line) => conditionOf(line, definitions))
      .filter((one) => one !== undefined);
    return inner.length ? [{ kind: 'group', match: part.match, of: inner }] : [];
  });
  return of.length ? { match, of } : undefined;
}

/** Whether every line says all that it has to. */
export function isWhole({ parts }: Draft, definitions: readonly AttributeDefinition[]): boolean {
  const lines = parts.flatMap((part) => (isBlock(part) ? part.lines : [part]));
  return lines.length > 0 && lines.every((line) => conditionOf(line, definitions) !== undefined);
}
