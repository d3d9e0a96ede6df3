/** A piece of a message's text: as written, or with the address that it links to. */
export interface Piece {
  text: string;
  href?: string;
}

const LONGEST_ADDRESS = 2048;
const WEB = /(?:https?:\/\/|www\.)[^\s<>"]+/i;
const MAIL = /^[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}$/u;
const OPENING = /^[([{«“„"'<]+/;
const TRAILING = /[.,;:!?…"'”»>]/;
const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}

/** Cuts off what belongs to the sentence and not to the address: a full stop, a bracket that was opened before it. */
export function withoutTail(address: string): string {
  const stray = new Map(
    Object.entries(PAIRS).map(([close, open]) => [
      close,
      count(address, close) - count(address, open),
    ]),
  );
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    const left = stray.get(last) ?? 0;
    if (left > 0) stray.set(last, left - 1);
    else if (!TRAILING.test(last)) break;
  }
  return address.slice(0, end);
}

function hrefOf(address: string): string | undefined {
  const candidate = address.toLowerCase().startsWith('www.') ? `https://${address}` : address;
  if (!URL.canParse(candidate)) return undefined;
  const url = new URL(candidate);
  // A single word behind the scheme ("http://is") is prose more often than a host.
  return /^https?:$/.test(url.protocol) && url.hostname.includes('.') ? url.href : undefined;
}

/** The host of a web address, where a link to it is safe and leads somewhere. */
export function hostOf(address: string): string | undefined {
  const href = hrefOf(address);
  return href === undefined ? undefined : new URL(href).host;
}

function linkifyWord(word: string): Piece[] {
  if (word.length > LONGEST_ADDRESS) return [{ text: word }];
  const web = WEB.exec(word);
  if (web) {
    const address = withoutTail(web[0]);
    const href = hrefOf(address);
    if (href) {
      return [
        { text: word.slice(0, web.index) },
        { text: address, href },
        { text: word.slice(web.index + address.length) },
      ];
    }
  } else if (word.includes('@')) {
    const lead = OPENING.exec(word)?.[0] ?? '';
    const address = withoutTail(word.slice(lead.length));
    if (MAIL.test(address)) {
      return [
        { text: lead },
        { text: address, href: `mailto:${address}` },
        { text: word.slice(lead.length + address.length) },
      ];
    }
  }
  return [{ text: word }];
}

/**
 * Finds the web and mail addresses in a text that anybody may have written. Only `https:`, `http:` and `mailto:`
 * ever become a link; the pieces joined are the text unchanged. Takes time linear in the text's length.
 */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const word of text.split(/(\s+)/)) {
    for (const piece of linkifyWord(word)) {
      const last = pieces.at(-1);
      if (last && last.href === undefined && piece.href === undefined) last.text += piece.text;
      else if (piece.text) pieces.push(piece);
    }
  }
  return pieces;
}

const BIG_EMOJI = /^(?:\p{RGI_Emoji}\s?){1,3}$/v;

/** Whether a text is one to three emoji and nothing else: it is then shown big. */
export function isBigEmoji(text: string): boolean {
  return BIG_EMOJI.test(text);
}
