/** Reads an address book out of a file. Runs in a worker of its own: thousands of people take a while. */
import ICAL from 'ical.js';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import Papa from 'papaparse';

/** Somebody in the book, with what they may be found by: e-mail addresses in lower case, and numbers as E.164. */
export interface Known {
  row: number;
  name: string;
  addresses: string[];
}

/** What could not be used of a row: nothing in it is an address, a number is none, or the row is broken. */
export interface Flaw {
  row: number;
  why: 'nothing' | 'number' | 'broken';
  text: string;
}

export interface Book {
  known: Known[];
  flaws: Flaw[];
  /** There were more people than are looked for. */
  more: boolean;
}

export const MOST_PEOPLE = 10_000;
const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>"]+$/;
const PHONE_COLUMN = /phone|mobile|\btel|телеф|мобил|моб\.|telefon/i;
const NAME_COLUMN =
  /^(?:full |display |file as|first |last |middle )?name$|^имя$|^фамилия$|^nume$|^prenume$/i;
/** Several values in one cell, as Google writes them, and as people do. */
const SEVERAL = /\s*(?::::|[;,])\s*/;

/** `region`: the country (ISO 3166) of a number that names none. */
export function bookOf(name: string, text: string, region: string | undefined): Book {
  const cards = /\.vcf$/i.test(name) || /^\uFEFF?\s*BEGIN:VCARD/i.test(text);
  return new Reader(region as CountryCode | undefined).book(cards ? cardsOf(text) : rowsOf(text));
}

/** A row before it is looked through: what may be an address, and what is meant as a number. */
interface Row {
  row: number;
  name: string;
  emails: string[];
  phones: string[];
  broken: boolean;
}

class Reader {
  constructor(readonly region: CountryCode | undefined) {}

  book(rows: Row[]): Book {
    const book: Book = { known: [], flaws: [], more: rows.length > MOST_PEOPLE };
    for (const row of rows.slice(0, MOST_PEOPLE)) this.#take(row, book);
    return book;
  }

  #take({ row, name, emails, phones, broken }: Row, { known, flaws }: Book): void {
    const addresses = emails.map((one) => one.toLowerCase());
    for (const text of phones) {
      const number = parsePhoneNumberFromString(text, this.region);
      if (number?.isPossible()) addresses.push(number.number);
      else flaws.push({ row, why: 'number', text });
    }
    if (addresses.length > 0) known.push({ row, name, addresses: [...new Set(addresses)] });
    else if (phones.length === 0)
      flaws.push({ row, why: broken ? 'broken' : 'nothing', text: name });
  }
}

// CSV (RFC 4180), as Google, Outlook and spreadsheets write it ------------------------------------------------------

function rowsOf(text: string): Row[] {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy' });
  const broken = new Set(errors.map((error) => error.row));
  const [first = []] = data;
  const headed = !first.some((cell) => EMAIL.test(cell.trim()) || looksLikePhone(cell));
  const phoneColumns = columns(headed ? first : [], PHONE_COLUMN);
  const nameColumns = columns(headed ? first : [], NAME_COLUMN);
  return data.slice(headed ? 1 : 0).map((cells, at) => {
    const row = at + (headed ? 2 : 1);
    const values = cells.map((cell) => cell.split(SEVERAL).filter(Boolean));
    return {
      row,
      name: cells
        .filter((_, column) => nameColumns.has(column))
        .join(' ')
        .trim(),
      emails: values.flat().filter((value) => EMAIL.test(value)),
      phones: values.flatMap((some, column) =>
        some.filter(
          (value) => (phoneColumns.has(column) && /\d/.test(value)) || looksLikePhone(value),
        ),
      ),
      broken: broken.has(row - 1),
    };
  });
}

function columns(header: string[], wanted: RegExp): Set<number> {
  return new Set(header.flatMap((cell, column) => (wanted.test(cell.trim()) ? [column] : [])));
}

/** Written with its country; a column that says so may hold others. */
function looksLikePhone(cell: string): boolean {
  return /^\+[\d\s().-]{7,24}$/.test(cell.trim());
}

// vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) ----------------------------------------------------------------------

function cardsOf(text: string): Row[] {
  const [, ...cards] = text.split(/^BEGIN:VCARD[^\S\n]*$/im);
  return cards.map((card, at) => rowOf(at + 1, `BEGIN:VCARD${card}`));
}

type Property = [name: string, parameters: object, type: string, ...values: unknown[]];

function rowOf(row: number, card: string): Row {
  try {
    const [, properties] = ICAL.parse(modern(card).trim()) as unknown as [string, Property[]];
    const all = (wanted: string): string[] =>
      properties
        .filter(([name]) => name.replace(/^.*\./, '') === wanted)
        .map(([, , , value]) => String(value).trim());
    return {
      row,
      name: all('fn')[0] ?? '',
      emails: all('email').filter((value) => EMAIL.test(value)),
      phones: all('tel').map((value) => value.replace(/^tel:/i, '').replace(/;.*$/, '')),
      broken: false,
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { row, name: '', emails: [], phones: [], broken: true };
  }
}

/** A card of version 2.1, as old telephones write it, as later ones do: bare parameters, quoted-printable. */
function modern(card: string): string {
  if (!/^VERSION:2\.1/im.test(card)) return card;
  return card
    .replace(/=\r?\n\s?/g, '')
    .split(/\r?\n/)
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon === -1) return line;
      const [name = '', ...parameters] = line.slice(0, colon).split(';');
      const quoted = parameters.some((one) => /^(ENCODING=)?QUOTED-PRINTABLE$/i.test(one));
      const value = line.slice(colon + 1);
      return `${name}:${quoted ? unquoted(value) : value}`;
    })
    .join('\r\n');
}

/** Quoted-printable (RFC 2045, section 6.7) of UTF-8. */
function unquoted(value: string): string {
  const bytes = value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => `%${hex}`);
  try {
    return decodeURIComponent(bytes);
  } catch {
    return value; // another alphabet's: the name is not what people are found by
  }
}
