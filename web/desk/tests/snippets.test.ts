import { describe, expect, it } from 'vitest';

import { buttonSnippet, messageUsLink, signatureSnippet } from '../src/message-us/snippets.ts';

const LINK = messageUsLink('https://chat.example', 'acme', 'invoice');
const HOSTILE = '"><img src=x onerror=alert(1)>';
const called = { link: LINK, words: 'Message us', colour: '#7c3f58' };

function drawn(html: string): HTMLElement {
  return new DOMParser().parseFromString(html, 'text/html').body;
}

describe.each([
  ['button', (words: string) => buttonSnippet({ ...called, words })],
  ['signature', (words: string) => signatureSnippet(words, { ...called, words })],
])('the %s', (_, made) => {
  it('leads to the business', () => {
    expect(drawn(made('Message us')).querySelector('a')?.getAttribute('href')).toBe(LINK);
  });

  it('says what it is given, whatever that is', () => {
    const body = drawn(made(HOSTILE));
    expect(body.textContent).toContain(HOSTILE);
    expect(body.querySelector('img, script')).toBeNull();
  });

  it('loads nothing and runs nothing', () => {
    expect(made('Message us')).not.toMatch(/<(script|img|link|style|iframe)|url\(|\son\w+=/i);
  });
});

describe('the signature', () => {
  const body = drawn(signatureSnippet('Acme', called));

  it('is of what Gmail and Outlook both draw', () => {
    const names = new Set([...body.querySelectorAll('*')].map((element) => element.localName));
    expect([...names].sort()).toEqual(['a', 'span', 'table', 'tbody', 'td', 'tr']);
    const properties = [...body.querySelectorAll('[style]')].flatMap((element) =>
      (element.getAttribute('style') ?? '').split(';').map((one) => one.split(':')[0]),
    );
    // Both keep these; where border-radius is not drawn the corners are square.
    const kept = ['padding', 'font-family', 'font-size', 'line-height', 'font-weight', 'color'];
    const all = [...kept, 'background-color', 'border-radius', 'text-decoration'];
    expect(properties.filter((name) => !all.includes(name ?? ''))).toEqual([]);
  });

  it('has its colours where programs without style sheets look for them', () => {
    expect(body.querySelector('td[bgcolor]')?.getAttribute('bgcolor')).toBe('#7c3f58');
  });
});

it('writes in an ink that can be read on the colour', () => {
  expect(buttonSnippet({ ...called, colour: '#ffe08a' })).toContain('color:#000000');
  expect(buttonSnippet(called)).toContain('color:#ffffff');
});
