import 'fake-indexeddb/auto';

import { createClient, Http, type DeskHead, type DeskPage } from '@causerie/client';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { belongs, DeskList } from '../src/inbox/list.svelte.ts';
import { EVERYTHING, type Only } from '../src/routes.ts';
import { head } from './heads.ts';

const ME = '0193aaaa-0000-7000-8000-000000000001';
const ANNA = { kind: 'staff', id: ME, name: 'Anna' } as const;
const SHOP = '0193aaaa-0000-7000-8000-0000000000ff';

let list: DeskList | undefined;
afterEach(() => {
  list?.close();
});

/** A list over the real client, whose server answers with these pages, in this order, whatever the view. */
function open(...pages: Partial<DeskPage>[]): { list: DeskList; asked: URL[] } {
  const asked: URL[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    const url = new URL(input as string, 'https://desk.example');
    if (url.pathname.endsWith('/counts')) return Promise.resolve(Response.json(null));
    asked.push(url);
    const page = pages[asked.length - 1];
    if (!page) return Promise.resolve(Response.json({ code: 'unavailable' }, { status: 503 }));
    return Promise.resolve(Response.json({ heads: [], next: null, cursor: '1', ...page }));
  });
  const http = new Http();
  const client = createClient({ app: 'desk', http, workspace: SHOP, account: ME });
  list = new DeskList(client, http, SHOP, ME, 'all', 'open');
  return { list, asked };
}

const names = (heads: readonly DeskHead[]) => heads.map((one) => one.contact.name);

describe('a conversation belongs', () => {
  it('into the views of its assignee and status, and no other', () => {
    const mine = head({ assignee: ANNA });
    const free = head();
    expect(belongs(mine, 'mine', 'open', ME)).toBe(true);
    expect(belongs(mine, 'unassigned', 'open', ME)).toBe(false);
    expect(belongs(free, 'unassigned', 'open', ME)).toBe(true);
    expect(belongs(free, 'mine', 'open', ME)).toBe(false);
    expect(belongs(free, 'all', 'resolved', ME)).toBe(false);
  });

  it('into what is asked for, by label, team and priority', () => {
    const sorted = head({ labels: ['vip'], priority: 'high', team: { id: SHOP, name: 'Returns' } });
    const asked: Partial<Only>[] = [{ label: 'vip' }, { priority: 'high' }, { team: SHOP }];
    for (const some of asked) {
      const only = { ...EVERYTHING, ...some };
      expect(belongs(sorted, 'all', 'open', ME, only)).toBe(true);
      expect(belongs(head(), 'all', 'open', ME, only)).toBe(false);
    }
  });
});

describe('the list', () => {
  it('moves a conversation to another view when somebody takes it', async () => {
    const free = head();
    const { list } = open({ heads: [free] });
    await vi.waitFor(() => {
      expect(list.rows('unassigned', 'open')).toEqual([]);
      expect(list.rows('all', 'open')).toHaveLength(1);
    });
    await list.show('unassigned', 'open');
    await list.show('mine', 'open');
    list.put({ ...free, assignee: ANNA });
    expect(names(list.rows('all', 'open'))).toEqual([free.contact.name]);
    expect(list.rows('unassigned', 'open')).toEqual([]);
  });

  it('shows no row beyond a gap, until the page between is loaded', async () => {
    const [oldest, middle, newest] = [head(), head(), head()];
    const { list, asked } = open({ heads: [newest], next: 'p2' }, { heads: [middle, oldest] });
    await vi.waitFor(() => {
      expect(list.state('all', 'open')).toBe('ready');
    });
    list.put(oldest); // It was opened by its address.
    expect(names(list.rows('all', 'open'))).toEqual([newest.contact.name]);
    await list.more('all', 'open');
    expect(names(list.rows('all', 'open'))).toEqual(names([newest, middle, oldest]));
    expect(list.hasMore('all', 'open')).toBe(false);
    expect(asked.map((url) => url.searchParams.get('page'))).toEqual([null, 'p2']);
  });

  it('keeps what is newer than the page that was asked for before', async () => {
    const older = head({ unread: 3 });
    const { list } = open({ heads: [head()], next: 'p2' }, { heads: [older] });
    await vi.waitFor(() => {
      expect(list.state('all', 'open')).toBe('ready');
    });
    list.put({ ...older, unread: 0 });
    await list.more('all', 'open');
    expect(list.find(older.conversation)?.unread).toBe(0);
  });

  it('takes a merged conversation off', async () => {
    const known = head();
    const { list } = open({ heads: [known] });
    await vi.waitFor(() => {
      expect(list.rows('all', 'open')).toHaveLength(1);
    });
    list.put({ ...known, merged_into: head().conversation });
    expect(list.rows('all', 'open')).toEqual([]);
  });

  it('says when a page can’t be had, keeps what it has, and gets it when asked again', async () => {
    const [older, newer] = [head(), head()];
    const pages: Partial<DeskPage>[] = [{ heads: [newer], next: 'p2' }];
    const { list } = open(...pages);
    await vi.waitFor(() => {
      expect(list.state('all', 'open')).toBe('ready');
    });
    await list.more('all', 'open');
    expect(list.state('all', 'open')).toBe('failed');
    expect(list.rows('all', 'open')).toHaveLength(1);
    vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
      Promise.resolve(Response.json({ heads: [older], next: null, cursor: '1' })),
    );
    await list.retry('all', 'open');
    expect(list.rows('all', 'open')).toHaveLength(2);
  });
});
