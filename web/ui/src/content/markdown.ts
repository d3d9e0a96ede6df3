import { hostOf, linkify, withoutTail, type Piece } from './linkify.ts';

/** A stretch of text in one line. A link's `host` is there where its words are not its address. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string; host?: string | undefined }
  | { kind: 'strong' | 'em' | 'del'; children: Inline[] };

export type Block =
  | { kind: 'text'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; children: Inline[] }
  | { kind: 'list'; items: { number: number | null; children: Inline[] }[] };

type Style = 'strong' | 'em' | 'del';
const STYLES: Record<string, Style> = { '**': 'strong', '*': 'em', '~~': 'del' };
/** Whether there is anything but plain text and addresses. */
const MARKED = /[*~`[]|^\s*(?:>|-\s|\d+\.\s)/m;
const FENCE = /^\s{0,3}```/;
const QUOTE = /^\s{0,3}>\s?/;
const ITEM = /^\s{0,3}(?:[-*]|(\d{1,9})\.)\s+(?=\S)/;
// No part of these can be matched in two ways, and each ends where the next one may begin: linear in time.
const LINK = /\[([^[\]\n]{1,200})\]\((https?:\/\/[^\s()[\]<>"]{1,2048})\)/y;
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"]+/iy;
const MARK = /\*\*|\*|~~/y;
const SPACE_OR_PUNCTUATION = /^$|[\s\p{P}\p{S}]/u;

/** A style's mark where it may stand: at the edge of a word. */
interface Open {
  style: Style;
  mark: string;
  /** What was collected before it. */
  before: Inline[];
}

/**
 * Reads the few marks that people know: **bold**, *italic*, ~~struck~~, `code`, ```blocks```, lists, > quotes and
 * [words](address). Whatever else there is, HTML above all, is text. Takes time linear in the text's length.
 */
export function parseMarkdown(text: string): Block[] {
  if (!MARKED.test(text)) return [{ kind: 'text', children: inlines(text) }];
  const blocks: Block[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const item = ITEM.exec(line);
    if (FENCE.test(line)) {
      let end = i + 1;
      while (end < lines.length && !FENCE.test(lines[end] ?? '')) end += 1;
      if (end < lines.length) {
        blocks.push({ kind: 'code', text: lines.slice(i + 1, end).join('\n') });
        i = end;
        continue;
      }
      // One that is never closed is text, and so are those after it.
      add(blocks, 'text', parseInline(lines.slice(i).join('\n')));
      break;
    }
    if (QUOTE.test(line)) add(blocks, 'quote', parseInline(line.replace(QUOTE, '')));
    else if (item) addItem(blocks, item[1], parseInline(line.slice(item[0].length)));
    else add(blocks, 'text', parseInline(line));
  }
  return blocks.map(trimmed).filter((block) => block.kind !== 'text' || block.children.length > 0);
}

/** The text without its marks, for a line in a list. */
export function plainText(text: string): string {
  if (!MARKED.test(text)) return text;
  return parseMarkdown(text)
    .map((block) => {
      if (block.kind === 'code') return block.text;
      if (block.kind !== 'list') return words(block.children);
      return block.items.map(({ children }) => words(children)).join('\n');
    })
    .join('\n');
}

function words(inline: readonly Inline[]): string {
  return inline.map((one) => ('children' in one ? words(one.children) : one.text)).join('');
}

/** Lines of a kind that follow each other are one block. */
function add(blocks: Block[], kind: 'text' | 'quote', children: Inline[]): void {
  const last = blocks.at(-1);
  if (last?.kind === kind) last.children.push({ kind: 'text', text: '\n' }, ...children);
  else blocks.push({ kind, children });
}

function addItem(blocks: Block[], number: string | undefined, children: Inline[]): void {
  const item = { number: number === undefined ? null : Number(number), children };
  const last = blocks.at(-1);
  const goesOn =
    last?.kind === 'list' && (last.items[0]?.number === null) === (item.number === null);
  if (goesOn) last.items.push(item);
  else blocks.push({ kind: 'list', items: [item] });
}

/** Blocks stand apart by themselves: empty lines about them are not wanted. */
function trimmed(block: Block, index: number, all: readonly Block[]): Block {
  if (block.kind !== 'text') return block;
  const empty = (one: Inline | undefined): boolean =>
    one?.kind === 'text' && one.text.trim() === '';
  let [from, to] = [0, block.children.length];
  if (index > 0) while (from < to && empty(block.children[from])) from += 1;
  if (index < all.length - 1) while (to > from && empty(block.children[to - 1])) to -= 1;
  return { kind: 'text', children: block.children.slice(from, to) };
}

/** Reads what may stand within a line. */
export function parseInline(line: string): Inline[] {
  const open: Open[] = [];
  let found: Inline[] = [];
  let plain = 0;
  let at = 0;

  const flush = (to: number): void => {
    for (const one of inlines(line.slice(plain, to))) found.push(one);
  };
  /** The innermost mark was never closed: it is text. */
  const dropInnermost = (): void => {
    const { mark, before } = open.pop() as Open;
    before.push({ kind: 'text', text: mark });
    for (const one of found) before.push(one);
    found = before;
  };
  const close = (index: number): void => {
    while (open.length > index + 1) dropInnermost();
    const { style, before } = open.pop() as Open;
    before.push({ kind: style, children: joined(found) });
    found = before;
  };

  while (at < line.length) {
    const next = atomAt(line, at);
    if (next) {
      flush(at);
      found.push(next.inline);
      at = plain = next.end;
      continue;
    }
    ADDRESS.lastIndex = at;
    const address = ADDRESS.exec(line)?.[0];
    if (address && edge(line, at - 1)) {
      at += withoutTail(address.replace(/[*~`]+$/, '')).length || 1;
      continue;
    }
    MARK.lastIndex = at;
    // Of three stars the innermost takes what is its own.
    const both = line.startsWith('***', at) && open.at(-1)?.style === 'em';
    const mark = both ? '*' : MARK.exec(line)?.[0];
    const style = STYLES[mark ?? ''];
    if (!mark || !style) {
      at += 1;
      continue;
    }
    const after = at + mark.length;
    const index = open.findLastIndex((one) => one.style === style);
    const closes = index !== -1 && !/\s/.test(line.charAt(at - 1)) && edge(line, after);
    const opens = edge(line, at - 1) && after < line.length && !/\s/.test(line.charAt(after));
    const filled = found.length > 0 || at > plain;
    if (closes && (filled || index < open.length - 1)) {
      flush(at);
      close(index);
      plain = after;
    } else if (opens && index === -1) {
      flush(at);
      open.push({ style, mark, before: found });
      found = [];
      plain = after;
    }
    at = after;
  }
  flush(line.length);
  while (open.length > 0) dropInnermost();
  return joined(found);
}

/** `code` or [words](address) at this place. */
function atomAt(line: string, at: number): { inline: Inline; end: number } | null {
  if (line[at] === '`') {
    const end = line.indexOf('`', at + 1);
    if (end <= at + 1) return null;
    return { inline: { kind: 'code', text: line.slice(at + 1, end) }, end: end + 1 };
  }
  if (line[at] !== '[') return null;
  LINK.lastIndex = at;
  const [whole, text, address] = LINK.exec(line) ?? [];
  const host = hostOf(address ?? '');
  if (whole === undefined || text === undefined || host === undefined) return null;
  const href = new URL(address ?? '').href;
  return { inline: { kind: 'link', text, href, host }, end: at + whole.length };
}

/** Whether a word ends or begins here: beyond the line, a space, or punctuation. */
function edge(line: string, at: number): boolean {
  return SPACE_OR_PUNCTUATION.test(line.charAt(at));
}

function inlines(text: string): Inline[] {
  return linkify(text).map(({ text: said, href }: Piece) =>
    href === undefined ? { kind: 'text', text: said } : { kind: 'link', text: said, href },
  );
}

function joined(inline: readonly Inline[]): Inline[] {
  const out: Inline[] = [];
  for (const one of inline) {
    const last = out.at(-1);
    if (one.kind === 'text' && last?.kind === 'text')
      out[out.length - 1] = { kind: 'text', text: last.text + one.text };
    else if (one.kind !== 'text' || one.text !== '') out.push(one);
  }
  return out;
}
