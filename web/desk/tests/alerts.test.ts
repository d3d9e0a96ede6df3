import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { alertOf } from '../src/inbox/alerts.ts';
import { preferences } from '../src/preferences.svelte.ts';
import { head } from './heads.ts';

/** The notifications that the browser was asked to show. */
const shown: FakeNotification[] = [];

class FakeNotification {
  static permission = 'granted';
  onclick: (() => void) | null = null;
  close = vi.fn();

  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    shown.push(this);
  }
}

beforeEach(() => {
  shown.length = 0;
  FakeNotification.permission = 'granted';
  vi.stubGlobal('Notification', FakeNotification);
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  preferences.set({ sound: false, notifications: true });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a notification', () => {
  it('says who wrote and what, once for each conversation', () => {
    const wrote = head();
    alertOf(wrote, vi.fn());
    expect(shown).toMatchObject([
      {
        title: `New message from ${wrote.contact.name}`,
        options: { body: 'Hello', tag: wrote.conversation },
      },
    ]);
  });

  it('names in words what is no text', () => {
    const author = { kind: 'contact', id: null } as const;
    alertOf(head({ snippet: { author, content: 'image', text: '' } }), vi.fn());
    expect(shown[0]?.options.body).toBe('Picture');
  });

  it('brings the conversation up when it is clicked', () => {
    const open = vi.fn();
    alertOf(head(), open);
    shown[0]?.onclick?.();
    expect(open).toHaveBeenCalledOnce();
    expect(shown[0]?.close).toHaveBeenCalledOnce();
  });

  it.each([
    [
      'it was not wanted',
      () => {
        preferences.set({ notifications: false });
      },
    ],
    [
      'the browser does not allow it',
      () => {
        FakeNotification.permission = 'denied';
      },
    ],
    [
      'somebody sits before the page',
      () => {
        vi.spyOn(document, 'hasFocus').mockReturnValue(true);
      },
    ],
  ])('is not shown where %s', (_, prepare) => {
    prepare();
    alertOf(head(), vi.fn());
    expect(shown).toEqual([]);
  });
});
