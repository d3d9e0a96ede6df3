/** What a business puts elsewhere to be written to: HTML that needs no script, no style sheet and no picture of ours. */
import { contrastOf } from '@causerie/ui';

/** As the server takes it (conversations/referral.py). */
export const REF = /^[A-Za-z0-9._~:=-]{1,100}$/;

const FONT = 'Arial,Helvetica,sans-serif';

/** Text for HTML, in an attribute too. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** The message-us link; `origin` is this installation's. */
export function messageUsLink(origin: string, slug: string, ref = ''): string {
  return `${origin}/m/${slug}${ref === '' ? '' : `?ref=${ref}`}`;
}

export interface Called {
  link: string;
  /** What stands on it. */
  words: string;
  /** `#rrggbb` */
  colour: string;
}

/** A button for a web page. */
export function buttonSnippet({ link, words, colour }: Called): string {
  const style =
    'display:inline-flex;align-items:center;gap:8px;padding:12px 20px;border-radius:999px;' +
    `background:${colour};color:${contrastOf(colour).ink};font:600 16px/20px system-ui,sans-serif;text-decoration:none`;
  const icon =
    '<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ' +
    'stroke-linejoin="round" aria-hidden="true">' +
    '<path d="M21 11.5a8.5 8.5 0 0 1-12.6 7.4L3 21l2.1-5.4A8.5 8.5 0 1 1 21 11.5z"/></svg>';
  return `<a href="${escaped(link)}" target="_blank" rel="noopener" style="${style}">\n  ${icon}\n  ${escaped(words)}\n</a>`;
}

/**
 * The end of a mail. Mail programs keep tables with colours in attributes, and of styles the plainest: Outlook draws by
 * Word, Gmail drops pictures in SVG and whatever is not written into the element.
 */
export function signatureSnippet(name: string, { link, words, colour }: Called): string {
  const { ink } = contrastOf(colour);
  return [
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0">',
    `<tr><td style="padding:0 0 8px 0;font-family:${FONT};font-size:14px;line-height:20px;color:#333333">${escaped(name)}</td></tr>`,
    `<tr><td bgcolor="${colour}" style="padding:8px 16px;border-radius:6px;background-color:${colour}">` +
      `<a href="${escaped(link)}" target="_blank" style="font-family:${FONT};font-size:14px;line-height:20px;` +
      `font-weight:bold;color:${ink};text-decoration:none"><span style="color:${ink}">${escaped(words)}</span></a></td></tr>`,
    '</table>',
  ].join('\n');
}
