import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';

import Bubble from '../src/timeline/Bubble.svelte';
import type { Content, Entry, MessageEntry } from '../src/timeline/entry.ts';
import Timeline from '../src/timeline/Timeline.svelte';

const ANNA = { id: 'a', kind: 'staff' as const, name: 'Anna' };
const MARIA = { id: 'm', kind: 'contact' as const, name: 'Maria' };
const text = (words: string): Content => ({ kind: 'text', text: words });

function message(seq: number, content: Content, more: Partial<MessageEntry> = {}): MessageEntry {
  return {
    kind: 'message',
    key: `k${seq}`,
    seq,
    at: new Date(2027, 2, 12, 12, seq),
    author: MARIA,
    own: false,
    content,
    ...more,
  };
}

describe('a bubble', () => {
  test('shows markup as it was written and runs nothing', () => {
    const hostile =
      '<img src=x onerror="alert(1)"> <b>x</b> javascript:alert(1) https://a.example/?q=<script>';
    const { container } = render(Bubble, {
      entry: message(1, text(hostile)),
      first: true,
      last: true,
    });
    expect(container.textContent).toContain(hostile);
    expect(container.querySelector('img, b, script')).toBeNull();
    const links = [...container.querySelectorAll('a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://a.example/?q=']);
    expect(links[0]?.rel).toContain('noopener');
  });

  test.each(['javascript:alert(1)', 'data:text/html,<script>alert(1)</script>'])(
    'of a picture or file never leads to %s',
    async (url) => {
      const file = { id: 'f', name: 'x.png', media_type: 'image/png', size: 9, url };
      for (const kind of ['image', 'file'] as const) {
        const { container, unmount } = render(Bubble, {
          entry: message(1, { kind, file }),
          first: true,
          last: true,
        });
        await screen.findByText(kind === 'file' ? 'x.png' : /can’t be shown/);
        expect(container.querySelector('[src], [href]')).toBeNull();
        unmount();
      }
    },
  );

  test('that failed can be sent again', async () => {
    const retry = vi.fn();
    const entry = message(1, text('Hi'), { own: true, seq: undefined, progress: 'failed' });
    render(Bubble, { entry, first: true, last: false, actions: { retry } });
    expect(screen.getByRole('img', { name: 'Not sent' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledExactlyOnceWith(entry);
  });

  test('says of an own message how far it has come', async () => {
    const { rerender } = render(Bubble, {
      entry: message(1, text('Hi'), { own: true, progress: 'sent' }),
      first: true,
      last: true,
    });
    expect(screen.getByRole('img', { name: 'Sent' })).toBeTruthy();
    await rerender({ entry: message(1, text('Hi'), { own: true, progress: 'delivered' }) });
    expect(screen.getByRole('img', { name: 'Delivered' })).toBeTruthy();
  });

  test('that asks for an address takes it, and says why one was refused', async () => {
    const giveEmail = vi
      .fn()
      .mockRejectedValueOnce(new Error('No such domain'))
      .mockResolvedValueOnce(undefined);
    render(Bubble, {
      entry: message(1, { kind: 'email_request' }),
      first: true,
      last: true,
      actions: { giveEmail },
    });
    await userEvent.type(
      await screen.findByLabelText('E-mail address'),
      'maria@shop.example{Enter}',
    );
    await screen.findByText('No such domain');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => {
      expect(screen.queryByText('No such domain')).toBeNull();
    });
    expect(giveEmail.mock.calls).toEqual([['maria@shop.example'], ['maria@shop.example']]);
  });
});

describe('a timeline', () => {
  const thread = (count: number): Entry[] =>
    Array.from({ length: count }, (_, i) => message(i + 1, text(`m${i + 1}`)));

  test('is a named log, and reads aloud what is new and nothing else', async () => {
    const { container, rerender } = render(Timeline, { entries: thread(3), label: 'Maria' });
    expect(screen.getByRole('log', { name: 'Maria' }).getAttribute('aria-live')).toBe('off');
    const spoken = container.querySelector('[aria-live=polite]');
    expect(spoken?.textContent).toBe('');
    await rerender({ entries: [message(0, text('older')), ...thread(3)] });
    expect(spoken?.textContent).toBe('');
    await rerender({ entries: thread(4) });
    expect(spoken?.textContent).toBe('Maria: m4');
    await rerender({
      entries: [...thread(4), message(5, text('own'), { own: true, author: ANNA })],
    });
    expect(spoken?.textContent).toBe('Maria: m4');
  });

  test('keeps the line of the unread where it was when it was opened', async () => {
    const { container, rerender } = render(Timeline, { entries: thread(3), readSeq: 2 });
    const after = (): string | undefined =>
      container.querySelector('[data-key=unread]')?.nextElementSibling?.getAttribute('data-key') ??
      undefined;
    expect(after()).toBe('k3');
    await rerender({ entries: thread(5), readSeq: 5 });
    expect(after()).toBe('k3');
  });

  test('asks for earlier entries, and offers to try again when they do not come', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const onearlier = vi
      .fn()
      .mockRejectedValueOnce(new Error('offline'))
      .mockResolvedValue(undefined);
    render(Timeline, { entries: thread(3), hasEarlier: true, onearlier });
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(onearlier).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenCalledOnce();
  });

  test('shows who has read how far, and who is typing what', () => {
    render(Timeline, {
      entries: [message(1, text('Hi'), { own: true, author: ANNA, progress: 'delivered' })],
      marks: [{ reader: MARIA, seq: 1 }],
      typing: [{ person: MARIA, text: 'and wh' }],
    });
    expect(screen.getByRole('img', { name: 'Read by Maria' })).toBeTruthy();
    expect(screen.getByText('Maria is typing')).toBeTruthy();
    expect(screen.getByText('and wh')).toBeTruthy();
  });
});
