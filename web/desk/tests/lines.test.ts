import type { ConversationState, Entry, Pending, Person } from '@causerie/client';
import { describe, expect, it } from 'vitest';

import { customerMarks, knowing, missedAfter, toLines } from '../src/inbox/lines.ts';

const ANNA: Person = { kind: 'staff', id: '0193aaaa-0000-7000-8000-000000000001', name: 'Anna' };
const ION: Person = { kind: 'staff', id: '0193aaaa-0000-7000-8000-000000000002', name: 'Ion' };
const CRYSTAL: Person = { kind: 'contact', id: '0193eeee-0000-7000-8000-000000000001', name: '' };
const CONVERSATION = '0193dddd-0000-7000-8000-000000000001';

function entry(
  seq: number,
  author: Person,
  body: Entry['body'],
  channel: Entry['channel'] = 'web',
): Entry {
  return {
    conversation: CONVERSATION,
    seq,
    at: '2026-11-01T10:00:00Z',
    author: { kind: author.kind, id: author.id },
    channel,
    client_id: `client-${seq}`,
    body,
  };
}

const said = (text: string): Entry['body'] => ({
  kind: 'message',
  content: { kind: 'text', text },
  reply_to: null,
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
    people: new Map([ANNA, ION, CRYSTAL].map((person) => [person.id, person])),
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

const lines = (change: Partial<ConversationState>) =>
  toLines(state(change), ANNA, false, () => 'blob:here');

describe('a line of the timeline', () => {
  it('has the name that its author has by now', () => {
    const contact = {
      ...CRYSTAL,
      name: 'Crystal Minh',
      email: null,
      avatar_url: null,
      verified: true,
      erased: false,
    };
    const before = state({ entries: [entry(1, CRYSTAL, said('Hello'))] });
    const [line] = toLines(knowing(before, contact), ANNA, false, () => '');
    expect(line).toMatchObject({ author: { name: 'Crystal Minh' } });
  });

  it('is ours when any of the staff said it, and signed when it was not I', () => {
    const shown = lines({ entries: [entry(1, ANNA, said('I')), entry(2, ION, said('He'))] });
    expect(shown).toMatchObject([
      { own: true, signed: false },
      { own: true, signed: true, author: { name: 'Ion' } },
    ]);
  });

  it('calls a customer without a name a visitor, and says which way the words came', () => {
    const [line] = lines({ entries: [entry(1, CRYSTAL, said('Hello'), 'email')] });
    const name = `Visitor ${CRYSTAL.id.slice(-4).toUpperCase()}`;
    expect(line).toMatchObject({ own: false, author: { name }, via: 'by e-mail' });
  });

  it('says how far a message of ours has come', () => {
    const reader = { kind: 'contact', id: CRYSTAL.id } as const;
    const shown = lines({
      entries: [1, 2, 3].map((seq) => entry(seq, ANNA, said('Hi'))),
      marks: [{ reader, delivered: 2, read: 1 }],
    });
    expect(shown.map((line) => line.kind === 'message' && line.progress)).toEqual([
      'delivered',
      'delivered',
      'sent',
    ]);
  });

  it.each([
    [{ type: 'assigned', assignee: ANNA.id, assignee_name: 'Anna' }, 'Anna took the conversation'],
    [{ type: 'assigned', assignee: ION.id, assignee_name: 'Ion' }, 'Anna assigned this to Ion'],
    [{ type: 'assigned', assignee: null, assignee_name: '' }, 'Anna assigned this to nobody'],
    [{ type: 'case_resolved', case: 1 }, 'Anna resolved the conversation'],
    [{ type: 'case_snoozed', case: 1, until: null }, 'Anna snoozed this until the customer writes'],
    [{ type: 'case_reopened', case: 1, was: 'bot' }, 'Anna took over from the bot'],
    [
      { type: 'delivery_failed', channel: 'email', to_seq: 1, detail: '', unknown: true },
      'It isn’t known whether email delivered this',
    ],
  ] as const)('words an event for the agent: %o', (event, text) => {
    expect(lines({ entries: [entry(1, ANNA, { kind: 'event', event })] })).toMatchObject([
      { text },
    ]);
  });
});

describe('what is on its way', () => {
  const pending: Pending = {
    clientId: 'client-9',
    conversation: CONVERSATION,
    content: { kind: 'text', text: 'Later' },
    note: false,
    replyTo: null,
    at: 0,
    state: 'sending',
    progress: 0,
    problem: null,
  };

  it('stands below what was said', () => {
    const shown = lines({ entries: [entry(1, CRYSTAL, said('Now'))], pending: [pending] });
    expect(shown.map((line) => line.key)).toEqual(['client-1', 'client-9']);
    expect(shown[1]).toMatchObject({ own: true, progress: 'waiting' });
  });

  it('says that a note was refused, too', () => {
    const [line] = lines({ pending: [{ ...pending, note: true, state: 'failed' }] });
    expect(line).toMatchObject({ kind: 'note', progress: 'failed' });
  });

  it('shows a picture before it is uploaded', () => {
    const blob = new Blob(['x'], { type: 'image/png' });
    const content = { kind: 'upload', blob, name: 'parka.png', caption: '' } as const;
    const [line] = lines({ pending: [{ ...pending, content, state: 'uploading' }] });
    expect(line).toMatchObject({ content: { kind: 'image', file: { url: 'blob:here', size: 1 } } });
  });
});

describe('the reader’s picture', () => {
  const reader = { kind: 'contact', id: CRYSTAL.id } as const;

  it('stands at the last of our messages that the customer has read', () => {
    const entries = [
      entry(1, ANNA, said('One')),
      entry(2, ANNA, { kind: 'note', content: { kind: 'text', text: 'Among us' } }),
      entry(3, CRYSTAL, said('Two')),
      entry(4, ANNA, said('Three')),
    ];
    const marks = [
      { reader, delivered: 3, read: 3 },
      { reader: { kind: 'staff', id: ION.id } as const, delivered: 4, read: 4 },
    ];
    expect(customerMarks(state({ entries, marks })).map(({ seq }) => seq)).toEqual([1]);
  });
});

describe('the line of the unread', () => {
  const entries = [entry(1, CRYSTAL, said('One')), entry(2, CRYSTAL, said('Two'))];
  const readBy = (person: Person, read: number) =>
    state({
      entries,
      marks: [{ reader: { kind: person.kind, id: person.id }, delivered: 2, read }],
    });

  it('stands after what any colleague has read', () => {
    expect(missedAfter(readBy(ION, 1))).toBe(1);
    expect(missedAfter(readBy(CRYSTAL, 2))).toBe(0);
  });

  it('is not there when nothing was missed', () => {
    expect(missedAfter(readBy(ION, 2))).toBeUndefined();
  });
});
