import type { ConversationState, Entry, Pending, Person } from '@causerie/client';
import { expect, test } from 'vitest';

import { othersMarks, customerLines, type CustomerWords } from '../src/index.ts';

const CONVERSATION = '0192f0c0-0000-7000-8000-000000000100';
const ANNA: Person = { kind: 'staff', id: 'anna', name: 'Anna' };
const ME: Person = { kind: 'contact', id: 'crystal', name: 'Crystal' };

function entry(
  seq: number,
  author: Person,
  body: Entry['body'],
  channel: Entry['channel'] = 'web',
): Entry {
  const { kind, id } = author;
  return {
    conversation: CONVERSATION,
    seq,
    at: '2026-11-23T05:00:00Z',
    author: { kind, id },
    channel,
    client_id: `client-${seq}`,
    body,
  };
}

const said = (text: string): Entry['body'] => ({
  kind: 'message',
  content: { kind: 'text', text },
});

function state(change: Partial<ConversationState>): ConversationState {
  return {
    id: CONVERSATION,
    me: null,
    loaded: true,
    entries: [],
    pending: [],
    quoted: new Map(),
    earlier: false,
    later: false,
    head: 0,
    marks: [],
    people: new Map([[ANNA.id, ANNA]]),
    online: [],
    typing: [],
    page: null,
    horizon: null,
    read: 0,
    unread: 0,
    movedTo: null,
    refusal: null,
    problem: null,
    ...change,
  };
}

const WORDS: CustomerWords = {
  business: 'The shop',
  via: { email: 'by e-mail' },
  event: (event) => (event.type === 'email_given' ? `You left ${event.email}` : undefined),
};

const noBlob = (): string => {
  throw new Error('no blob is shown here');
};

test('what was said stands in order, mine with how far it came', () => {
  const entries = [
    entry(1, ME, said('Hi')),
    entry(2, ANNA, said('Hello')),
    entry(3, ME, said('Bye')),
  ];
  const marks = [{ reader: { kind: 'staff' as const, id: ANNA.id }, delivered: 3, read: 1 }];
  const now = state({ entries, marks });
  const lines = customerLines(now, ME, noBlob, WORDS);
  expect(lines.map((line) => line.kind === 'message' && [line.own, line.progress])).toEqual([
    [true, 'delivered'],
    [false, undefined],
    [true, 'delivered'],
  ]);
  expect(othersMarks(now, WORDS)).toEqual([{ reader: ANNA, seq: 1 }]);
});

test('a message that came by mail says so', () => {
  const lines = customerLines(
    state({ entries: [entry(1, ME, said('Hi'), 'email')] }),
    ME,
    noBlob,
    WORDS,
  );
  expect(lines).toMatchObject([{ via: 'by e-mail' }]);
});

test('what concerns the business alone is no line of the customer’s', () => {
  const entries = [
    entry(1, ANNA, { kind: 'note', content: { kind: 'text', text: 'careful' } }),
    entry(2, ANNA, { kind: 'event', event: { type: 'case_resolved', case: 1 } }),
    entry(3, ME, { kind: 'event', event: { type: 'email_given', email: 'c@mail.example' } }),
  ];
  const lines = customerLines(state({ entries }), ME, noBlob, WORDS);
  expect(lines).toMatchObject([{ kind: 'event', text: 'You left c@mail.example' }]);
});

test('an author whom nobody told us about is the business', () => {
  const stranger: Person = { kind: 'staff', id: 'who', name: '' };
  const [line] = customerLines(
    state({ entries: [entry(1, stranger, said('Hi'))] }),
    ME,
    noBlob,
    WORDS,
  );
  expect(line).toMatchObject({ author: { name: 'The shop' } });
});

test('a picture that waits is shown from this device, below what was said', () => {
  const pending: Pending = {
    clientId: 'waiting-1',
    conversation: CONVERSATION,
    content: {
      kind: 'upload',
      blob: new Blob(['x'], { type: 'image/png' }),
      name: 'a.png',
      caption: '',
    },
    note: false,
    replyTo: null,
    at: 0,
    state: 'uploading',
    progress: 0.5,
    problem: null,
  };
  const lines = customerLines(
    state({ entries: [entry(1, ANNA, said('Hi'))], pending: [pending] }),
    ME,
    () => 'blob:x',
    WORDS,
  );
  expect(lines[1]).toMatchObject({
    key: 'waiting-1',
    progress: 'waiting',
    content: { kind: 'image', file: { name: 'a.png', url: 'blob:x' } },
  });
});
