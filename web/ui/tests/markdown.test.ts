import { cleanup, render } from '@testing-library/svelte';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';

import corpus from '../../../tests/content/markdown.json';
import Marked from '../src/content/Marked.svelte';
import { parseMarkdown, plainText, type Block, type Inline } from '../src/content/markdown.ts';

/** What the server's own reader, which writes mails, makes of the same texts. */
const CASES = corpus as [string, string][];

const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

function inline(all: readonly Inline[]): string {
  return all
    .map((one) => {
      if (one.kind === 'text') return escape(one.text);
      if (one.kind === 'code') return `<code>${escape(one.text)}</code>`;
      if (one.kind !== 'link') return `<${one.kind}>${inline(one.children)}</${one.kind}>`;
      const host = one.host === undefined ? '' : ` (${one.host})`;
      return `<a href="${escape(one.href)}">${escape(one.text)}</a>${host}`;
    })
    .join('');
}

function html(block: Block): string {
  if (block.kind === 'code') return `<pre>${escape(block.text)}</pre>`;
  if (block.kind !== 'list') {
    const tag = block.kind === 'text' ? 'p' : 'blockquote';
    return `<${tag}>${inline(block.children)}</${tag}>`;
  }
  const tag = block.items[0]?.number === null ? 'ul' : 'ol';
  const value = (number: number | null): string => (number === null ? '' : ` value="${number}"`);
  const items = block.items.map((one) => `<li${value(one.number)}>${inline(one.children)}</li>`);
  return `<${tag}>${items.join('')}</${tag}>`;
}

const ALLOWED: Record<string, readonly string[]> = {
  P: ['class', 'dir'],
  BLOCKQUOTE: ['class', 'dir'],
  PRE: ['class', 'tabindex'],
  CODE: ['class'],
  UL: ['class', 'dir'],
  OL: ['class', 'dir'],
  LI: ['class', 'value'],
  STRONG: [],
  EM: [],
  DEL: [],
  A: ['class', 'href', 'target', 'rel'],
  SPAN: ['class'],
};

/** Texts made of what means something, and of anything. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['**', '*', '~~', '`', '```', '\n', '\n- ', '\n1. ', '\n> ', '[', '](', ')', ' ', 'a'],
        ...['javascript:', 'https://a.example/', 'data:', '<img src=x onerror=alert(1)>', '"', '&'],
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

afterEach(cleanup);

describe('marks in a text', () => {
  test.each(CASES)('%j', (text, wanted) => {
    expect(parseMarkdown(text).map(html).join('')).toBe(wanted);
  });

  test('make no element and no attribute but those that are named, and no address that runs', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { container } = render(Marked, { text });
        for (const element of container.querySelectorAll('*')) {
          if (element === container.firstElementChild && element.tagName === 'DIV') continue;
          expect(Object.keys(ALLOWED)).toContain(element.tagName);
          for (const { name } of element.attributes)
            expect([...(ALLOWED[element.tagName] ?? []), 'class']).toContain(name);
          const href = element.getAttribute('href');
          if (href !== null) expect(href).toMatch(/^(?:https?:\/\/|mailto:)/);
        }
        cleanup();
      }),
      { numRuns: 60 },
    );
  });

  test('lose no word of what was written', () => {
    const letters = (text: string): string => text.replace(/[^\p{L}]/gu, '');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('**', '*', '~~', '`', '\n', ' ', 'слово', 'word', '> ', '- ')),
        (parts) => {
          const text = parts.join('');
          expect(letters(plainText(text))).toBe(letters(text));
        },
      ),
    );
  });

  test.each([
    '*',
    '**',
    '~~',
    '`',
    '[',
    '[a](',
    '*a',
    '**a ',
    '- ',
    '> ',
    '```\n',
    '*a **b ',
    'https://a.b/*',
  ])('are read in linear time: %j', (part) => {
    const time = (length: number): number => {
      const text = part.repeat(length / part.length);
      const start = performance.now();
      for (let i = 0; i < 3; i += 1) parseMarkdown(text);
      return performance.now() - start;
    };
    time(2_000);
    const [short, long] = [time(2_000), time(64_000)];
    expect(long).toBeLessThan(200 * short + 50);
  });
});
