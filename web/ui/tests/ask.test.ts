import { Store, type ConversationState, type Pending } from '@causerie/client';
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { check, type Field } from '../src/ask/check.ts';
import { withOffset } from '../src/ask/moments.ts';
import Content from '../src/content/Content.svelte';
import type { Actions, Content as Said, MessageEntry } from '../src/timeline/entry.ts';

const field = (more: Partial<Field> & Pick<Field, 'type'>): Field => ({
  id: 'f',
  label: 'F',
  ...more,
});

describe('what is filled in', () => {
  it.each([
    [field({ type: 'text', required: true }), '  ', 'required'],
    [field({ type: 'text' }), 'x'.repeat(501), 'too_long'],
    [field({ type: 'email' }), 'maria@', 'email'],
    [field({ type: 'email' }), 'maria@mail.example', undefined],
    [field({ type: 'number', whole: true }), 1.5, 'number'],
    [field({ type: 'number', least: 1 }), 0, 'too_small'],
    [field({ type: 'date', latest: '2027-01-01' }), '2027-01-02', 'too_large'],
    [field({ type: 'moment' }), 'soon', 'date'],
    [field({ type: 'consent', required: true }), false, 'required'],
    [field({ type: 'choice', required: true }), [], 'required'],
  ] as const)('%o: %o is %s', (asked, value, flaw) => {
    const given = Array.isArray(value) ? [...(value as string[])] : (value as string);
    expect(check([asked], { f: given }).flaws).toEqual(flaw ? { f: flaw } : {});
  });

  it('is a moment with the offset of the reader', () => {
    const moment = withOffset('2027-03-01T10:30');
    expect(moment).toMatch(/^2027-03-01T10:30:00[+-]\d\d:\d\d$/);
    expect(new Date(moment)).toEqual(new Date('2027-03-01T10:30'));
  });
});

/** A conversation that notes what is sent, and a question in it. */
function asked(content: Said, more: Partial<MessageEntry> = {}) {
  const state = new Store({ pending: [], entries: [] } as unknown as ConversationState);
  const show = (pending: Partial<Pending>[]): void => {
    state.update((now) => ({ ...now, pending: pending as Pending[] }));
  };
  const send = vi.fn(() => {
    show([{ clientId: 'a1', state: 'sending' }]);
    return 'a1';
  });
  const discard = vi.fn(() => {
    show([]);
  });
  const entry: MessageEntry = {
    kind: 'message',
    key: 'q1',
    seq: 7,
    at: new Date(),
    author: { kind: 'staff', id: 's1', name: 'Anna' },
    own: false,
    content,
    ...more,
  };
  const actions = { talk: { state, send, discard } } as unknown as Actions;
  const view = render(Content, { entry, actions });
  return { send, show, discard, view, entry, actions };
}

async function isDisabled(name: string): Promise<boolean> {
  return (await screen.findByRole<HTMLButtonElement>('button', { name })).disabled;
}

const SIZES = [
  { id: 's', label: 'Small' },
  { id: 'm', label: 'Medium' },
];

describe('a question on the screen', () => {
  it('sends what is tapped, once, and says so while it waits', async () => {
    const { send, show } = asked({ kind: 'quick_replies', text: 'Which size?', options: SIZES });
    await userEvent.click(await screen.findByRole('button', { name: 'Medium' }));
    expect(send).toHaveBeenCalledExactlyOnceWith(
      {
        kind: 'answered',
        of: 7,
        question: 'quick_replies',
        values: { choice: ['m'] },
        text: 'Medium',
      },
      { draft: { kind: 'answered', of: 7, values: { choice: ['m'] } } },
    );
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByRole('status').textContent).toContain('Sending');
    show([]);
  });

  it('can be answered again where the answer was refused, which is forgotten', async () => {
    const { show, discard } = asked({ kind: 'quick_replies', text: 'Which?', options: SIZES });
    await userEvent.click(await screen.findByRole('button', { name: 'Medium' }));
    show([{ clientId: 'a1', state: 'failed', problem: { code: 'conflict', detail: 'closed' } }]);
    expect(await isDisabled('Medium')).toBe(false);
    expect(discard).toHaveBeenCalledWith('a1');
    expect(screen.getByRole('status').textContent).toContain('could not be sent');
  });

  it('vanishes once it is answered, wherever that was', async () => {
    const { view, entry, actions } = asked({
      kind: 'quick_replies',
      text: 'Which?',
      options: SIZES,
    });
    await screen.findByRole('button', { name: 'Medium' });
    const mine = { who: { kind: 'contact' as const, id: 'c1' }, seq: 8, values: { choice: ['m'] } };
    await view.rerender({
      entry: { ...entry, answers: { given: [mine], counts: { m: 1 }, closed: false, mine } },
      actions,
    });
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('offers nothing to who asked', async () => {
    asked({ kind: 'quick_replies', text: 'Which?', options: SIZES }, { own: true });
    expect(await isDisabled('Medium')).toBe(true);
  });

  it('says what is wrong beside each field, the server’s word too, and goes there', async () => {
    const { send, show } = asked({
      kind: 'form',
      text: 'You',
      items: [
        { type: 'text', id: 'n', label: 'Name', required: true },
        { type: 'phone', id: 'p', label: 'Phone' },
      ],
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Send' }));
    const name = screen.getByRole('textbox', { name: 'Name' });
    screen.getByRole('textbox', { name: 'Name', description: 'Please fill this in' });
    expect(document.activeElement).toBe(name);
    expect(send).not.toHaveBeenCalled();
    await userEvent.type(name, 'Maria');
    await userEvent.type(screen.getByRole('textbox', { name: /Phone/ }), '069');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    const problem = { code: 'invalid' as const, detail: '', errors: { p: 'phone' } };
    show([{ clientId: 'a1', state: 'failed', problem }]);
    await screen.findByRole('textbox', { name: /Phone/, description: /no phone/ });
    expect((name as HTMLInputElement).value).toBe('Maria');
  });

  it('follows only what leads to the web, and says to which host', async () => {
    asked({
      kind: 'buttons',
      text: 'Look',
      buttons: [
        { type: 'link', label: 'Sizes', url: 'https://shop.example/sizes' },
        { type: 'link', label: 'Bad', url: 'javascript:alert(1)' },
      ],
    });
    const link = await screen.findByRole('link', { name: /Sizes shop\.example/ });
    expect(link.getAttribute('href')).toBe('https://shop.example/sizes');
    expect(screen.getByText('Bad').closest('a')?.hasAttribute('href')).toBe(false);
  });
});
