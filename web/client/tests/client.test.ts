// @vitest-environment node
import 'fake-indexeddb/auto';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { createVisitor, type Pending, type Visitor } from '../src/index.ts';
import { shelfOf } from '../src/shelf.ts';
import { openPage } from './browser.ts';
import { AGENT, LiveServer } from './server.ts';

let server: LiveServer;
let base: string;
let visitors: Visitor[] = [];
let channel = 0;

beforeEach(async () => {
  server = new LiveServer();
  base = await server.listen();
  channel += 1;
  openPage(base);
});

afterEach(async () => {
  for (const visitor of visitors) visitor.stop();
  visitors = [];
  await server.close();
});

function arrive(): Visitor {
  const visitor = createVisitor({ channel: `channel-${channel}`, base });
  visitors.push(visitor);
  visitor.start();
  return visitor;
}

const texts = (visitor: Visitor): string[] =>
  visitor.conversation.state
    .get()
    .entries.map(({ body }) =>
      body.kind === 'message' && body.content.kind === 'text' ? body.content.text : body.kind,
    );

const waiting = (visitor: Visitor): readonly Pending[] => visitor.conversation.state.get().pending;

const until = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 15_000, interval: 10 });

const online = (visitor: Visitor): Promise<void> =>
  until(() => {
    expect(visitor.client.status.get().phase).toBe('online');
  });

describe('a visitor', () => {
  test('stores nothing before the first message, and is known after it', async () => {
    const visitor = arrive();
    await online(visitor);
    expect(localStorage.length).toBe(0);
    expect(await indexedDB.databases()).toEqual([]);

    visitor.conversation.sendText('Hello');
    await until(() => {
      expect(texts(visitor)).toEqual(['Hello']);
    });
    expect(waiting(visitor)).toEqual([]);
    expect(localStorage.length).toBe(1);
  });

  test('who comes back finds what was said, and what waited is sent once', async () => {
    const first = arrive();
    await online(first);
    first.conversation.sendText('one');
    await until(() => {
      expect(texts(first)).toEqual(['one']);
    });
    first.stop();
    first.conversation.sendText('two');
    first.conversation.sendFile(new Blob(['xyz'], { type: 'image/png' }), { name: 'Фото.png' });
    first.conversation.sendText('three');
    await vi.waitFor(async () => {
      expect(await shelfOf(`causerie:channel-${channel}`).load()).toHaveLength(3);
    });

    const second = arrive();
    await until(() => {
      expect(texts(second)).toEqual(['one', 'two', 'message', 'three']);
    });
    expect(waiting(second)).toEqual([]);
    expect(server.uploads.map(({ name }) => name)).toEqual(['Фото.png']);
    expect(server.uploads[0]?.bytes.length).toBe(3);
  });

  test('in two tabs is the same visitor', async () => {
    const [one, two] = [arrive(), arrive()];
    await Promise.all([online(one), online(two)]);
    one.conversation.sendText('from one');
    await until(() => {
      expect(texts(one)).toEqual(['from one']);
    });
    two.conversation.sendText('from two');
    await until(() => {
      expect(texts(two)).toEqual(['from one', 'from two']);
      expect(texts(one)).toEqual(['from one', 'from two']);
    });
    expect(server.conversations.size).toBe(1);
  });

  test('an ack that was lost with the line makes no second entry', async () => {
    const visitor = arrive();
    await online(visitor);
    server.loseAcks = 2;
    visitor.conversation.sendText('once');
    visitor.conversation.sendText('and once');
    await until(() => {
      expect(texts(visitor)).toEqual(['once', 'and once']);
      expect(waiting(visitor)).toEqual([]);
    });
    expect([...server.conversations.values()][0]?.entries).toHaveLength(2);
  });

  test('keeps the order where the first of two has to wait', async () => {
    const visitor = arrive();
    await online(visitor);
    let refusals = 2;
    server.refuse = ({ client_id }) => {
      refusals -= 1;
      if (refusals < 0) return null;
      return { t: 'error', code: 'rate_limited', detail: '', client_id, retry_after_ms: 20 };
    };
    visitor.conversation.sendText('first');
    visitor.conversation.sendText('second');
    await until(() => {
      expect(texts(visitor)).toEqual(['first', 'second']);
    });
  });

  test('sees why a message was refused, and can send it again', async () => {
    const visitor = arrive();
    await online(visitor);
    server.refuse = ({ client_id }) => ({ t: 'error', code: 'invalid', detail: 'no', client_id });
    const id = visitor.conversation.sendText('odd');
    await until(() => {
      expect(waiting(visitor)[0]?.problem).toEqual({ code: 'invalid', detail: 'no' });
    });
    server.refuse = () => null;
    visitor.conversation.retry(id);
    await until(() => {
      expect(texts(visitor)).toEqual(['odd']);
      expect(waiting(visitor)).toEqual([]);
    });
  });

  test('forgets what was loaded when the server has other data', async () => {
    const visitor = arrive();
    await online(visitor);
    visitor.conversation.sendText('kept');
    await until(() => {
      expect(texts(visitor)).toEqual(['kept']);
    });
    server.epoch = 'restored';
    const conversation = [...server.conversations.values()][0];
    conversation?.entries.splice(0);
    server.say(conversation?.id ?? '', 'from the backup');
    server.cut();
    await until(() => {
      expect(texts(visitor)).toEqual(['from the backup']);
    });
  });

  test('does not come back where the server said that it would not help', async () => {
    const visitor = arrive();
    await online(visitor);
    server.tell({ t: 'bye', reason: 'signed_out' });
    await until(() => {
      expect(visitor.client.status.get()).toMatchObject({ phase: 'ended', reason: 'signed_out' });
    });
  });

  test('tells that messages arrived, and that they were read', async () => {
    const visitor = arrive();
    await online(visitor);
    visitor.conversation.sendText('Anyone?');
    await until(() => {
      expect(texts(visitor)).toEqual(['Anyone?']);
    });
    const id = visitor.conversation.state.get().id ?? '';
    server.say(id, 'Yes');
    await until(() => {
      expect(visitor.conversation.state.get().unread).toBe(1);
      expect(server.heard).toContainEqual({ t: 'mark', conversation: id, delivered: 2, read: 0 });
    });
    visitor.conversation.markRead(2);
    await until(() => {
      expect(server.heard).toContainEqual({ t: 'mark', conversation: id, delivered: 2, read: 2 });
    });
    expect(visitor.conversation.state.get().unread).toBe(0);
    expect(visitor.conversation.state.get().people.get(AGENT.id)?.name).toBe('Ana');
  });
});

describe('a network that lets no sockets through', () => {
  test.each([
    ['stream', true],
    ['poll', false],
  ])('is crossed by %s', { timeout: 20_000 }, async (_, streamsAllowed) => {
    server.socketsAllowed = false;
    server.streamsAllowed = streamsAllowed;
    const visitor = arrive();
    await until(() => {
      expect(visitor.client.status.get().phase).toBe('online');
    });
    visitor.conversation.sendText('Hello');
    await until(() => {
      expect(texts(visitor)).toEqual(['Hello']);
    });
    server.say(visitor.conversation.state.get().id ?? '', 'Good day');
    await until(() => {
      expect(texts(visitor)).toEqual(['Hello', 'Good day']);
    });
    expect(waiting(visitor)).toEqual([]);
  });
});

test(
  'over a line that is cut at random, all is said once and in order',
  { timeout: 60_000 },
  async () => {
    const step = fc.constantFrom('visitor', 'agent', 'cut', 'lose ack', 'breathe');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        channel += 1;
        vi.spyOn(Math, 'random').mockReturnValue(-0.49); // Back-off of milliseconds.
        const visitor = arrive();
        await online(visitor);
        const said = ['begin'];
        visitor.conversation.sendText('begin');
        await until(() => {
          expect(texts(visitor)).toEqual(said);
        });
        const id = visitor.conversation.state.get().id ?? '';
        for (const [number, what] of steps.entries()) {
          if (what === 'visitor') visitor.conversation.sendText(`v${number}`);
          else if (what === 'agent') server.say(id, `a${number}`);
          else if (what === 'cut') server.cut();
          else if (what === 'lose ack') server.loseAcks += 1;
          else await new Promise((resolve) => setImmediate(resolve));
        }
        const kept = (): string[] =>
          server.conversations
            .get(id)
            ?.entries.map(({ body }) =>
              body.kind === 'message' && body.content.kind === 'text' ? body.content.text : '',
            ) ?? [];
        const ofVisitor = steps.flatMap((what, number) =>
          what === 'visitor' ? [`v${number}`] : [],
        );
        await until(() => {
          expect(kept().filter((text) => text.startsWith('v'))).toEqual(ofVisitor);
          expect(waiting(visitor)).toEqual([]);
          expect(texts(visitor)).toEqual(kept());
        });
        server.loseAcks = 0;
        visitor.stop();
      }),
      { numRuns: 15 },
    );
  },
);
