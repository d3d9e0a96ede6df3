import type {
  Append,
  Buttons,
  Card,
  Carousel,
  File as Stored,
  Form,
  Message,
} from '@causerie/client';

/** The kinds of question that an agent can ask, in the order of the menu. */
export const KINDS = [
  'quick_replies',
  'buttons',
  'list_picker',
  'date_picker',
  'form',
  'poll',
  'rating',
  'carousel',
] as const;
export type Kind = (typeof KINDS)[number];

export type FieldType = Exclude<Form['items'][number]['type'], 'moment'> | 'multi_choice';
export interface FieldRow {
  type: FieldType;
  label: string;
  required: boolean;
  /** Of a choice: one a line. */
  lines: string;
}
export interface CardRow {
  title: string;
  text: string;
  price: string;
  currency: string;
  lines: string;
  picture: Stored | null;
}

/** What an agent has filled in so far. */
export interface Filled {
  text: string;
  /** One answer a line. */
  lines: string;
  multiple: boolean;
  anonymous: boolean;
  button: string;
  when: 'slots' | 'day' | 'moment';
  /** As fields have them, by the agent's own clock. */
  slots: { at: string }[];
  fields: FieldRow[];
  cards: CardRow[];
}

export const newField = (): FieldRow => ({ type: 'text', label: '', required: true, lines: '' });
export const newCard = (currency: string): CardRow => ({
  title: '',
  text: '',
  price: '',
  currency,
  lines: '',
  picture: null,
});
export const blank = (currency: string): Filled => ({
  text: '',
  lines: '',
  multiple: false,
  anonymous: false,
  button: '',
  when: 'slots',
  slots: [{ at: '' }],
  fields: [newField()],
  cards: [newCard(currency), newCard(currency)],
});

export interface Built {
  content: Message['content'];
  draft: Append['content'];
}

const LINK = /^(.*\S)\s+(https?:\/\/\S+)$/;

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || []);
}

function optionsOf(lines: readonly string[], from = 0) {
  return lines.map((label, i) => ({ id: `o${from + i + 1}`, label }));
}

/** Lines under headings: a heading begins with #. */
function sectionsOf(text: string) {
  const sections: { title: string; labels: string[] }[] = [{ title: '', labels: [] }];
  for (const line of linesOf(text)) {
    if (line.startsWith('#')) sections.push({ title: line.replace(/^#+\s*/, ''), labels: [] });
    else sections.at(-1)?.labels.push(line);
  }
  let count = 0;
  return sections.flatMap(({ title, labels }) => {
    const options = optionsOf(labels, count);
    count += labels.length;
    return labels.length === 0 ? [] : { ...(title && { title }), options };
  });
}

function buttonsOf(text: string, from: string): Buttons['buttons'] {
  return linesOf(text).map((line, i) => {
    const [, label, url] = LINK.exec(line) ?? [];
    if (label && url && URL.canParse(url)) return { type: 'link', label, url };
    return { type: 'reply', id: `${from}${i + 1}`, label: line };
  });
}

function fieldOf({ type, label, required, lines }: FieldRow, i: number): Form['items'][number] {
  const common = { id: `f${i + 1}`, label: label.trim(), required };
  if (type !== 'choice' && type !== 'multi_choice') return { ...common, type };
  return {
    ...common,
    type: 'choice',
    sections: [{ options: optionsOf(linesOf(lines)) }],
    multiple: type === 'multi_choice',
  };
}

function cardOf(row: CardRow, i: number): Card {
  const digits = digitsOf(row.currency);
  const amount = Math.round(Number(row.price.replace(',', '.')) * 10 ** digits);
  const priced = row.price.trim() !== '' && Number.isSafeInteger(amount) && amount >= 0;
  return {
    title: row.title.trim(),
    ...(row.text.trim() && { text: row.text.trim() }),
    ...(priced && { price: { amount, currency: row.currency } }),
    ...(row.picture && { picture: row.picture }),
    buttons: buttonsOf(row.lines, `c${i + 1}-`),
  };
}

/** How many digits the currency has behind the point. */
function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** The question, or undefined while something that it needs is missing. */
export function build(kind: Kind, filled: Filled): Built | undefined {
  const content = contentOf(kind, filled);
  if (content?.kind !== 'carousel') return content && { content, draft: content };
  const cards = content.cards.map(({ picture, ...card }) => ({
    ...card,
    ...(picture && { picture: picture.id }),
  }));
  return { content, draft: { ...content, cards } };
}

type Asked = Exclude<Extract<Append['content'], { kind: Kind }>, { kind: 'carousel' }> | Carousel;

function contentOf(kind: Kind, filled: Filled): Asked | undefined {
  const text = filled.text.trim();
  const { lines, multiple, anonymous } = filled;
  if (kind === 'rating') return { kind, text };
  if (kind === 'carousel') {
    const cards = filled.cards.filter(({ title }) => title.trim()).map(cardOf);
    return cards.length > 0 ? { kind, text, cards } : undefined;
  }
  if (!text) return undefined;
  switch (kind) {
    case 'quick_replies': {
      const options = optionsOf(linesOf(lines)).slice(0, 13);
      return options.length > 0 ? { kind, text, options } : undefined;
    }
    case 'poll': {
      const options = optionsOf(linesOf(lines)).slice(0, 20);
      return options.length > 1 ? { kind, text, options, multiple, anonymous } : undefined;
    }
    case 'buttons': {
      const buttons = buttonsOf(lines, 'b').slice(0, 10);
      return buttons.length > 0 ? { kind, text, buttons } : undefined;
    }
    case 'list_picker': {
      const sections = sectionsOf(lines);
      const button = filled.button.trim();
      return sections.length > 0 ? { kind, text, sections, multiple, button } : undefined;
    }
    case 'date_picker': {
      if (filled.when !== 'slots') return { kind, text, time: filled.when === 'moment' };
      const slots = filled.slots.flatMap(({ at }) => (at ? new Date(at).toISOString() : []));
      return slots.length > 0 ? { kind, text, slots } : undefined;
    }
    case 'form': {
      const items = filled.fields.filter(({ label }) => label.trim()).map(fieldOf);
      const empty = items.some(
        (item) => item.type === 'choice' && item.sections?.[0]?.options.length === 0,
      );
      return items.length > 0 && !empty ? { kind, text, items } : undefined;
    }
  }
}
