import { expect, test } from 'vitest';

import { addressOf, bodyOf } from '../src/push/notice.ts';

const NOTICE = { conversation: 'c', workspace: 'w', unread: 0 };

test('a notice says why it concerns the agent, or what was said', () => {
  expect(bodyOf({ ...NOTICE, why: 'new', kind: 'text', text: 'Hello' })).toBe('Hello');
  expect(bodyOf({ ...NOTICE, why: 'answered', kind: 'image' })).toBe('Picture');
  expect(bodyOf({ ...NOTICE, why: 'assigned', by: 'Olga' })).toBe(
    'Olga gave you this conversation',
  );
  expect(bodyOf({ ...NOTICE, why: 'mentioned', by: 'Ольга', locale: 'ru' })).toBe(
    'Ольга упоминает вас в заметке',
  );
});

test('a press leads to the conversation, in the list where it stands', () => {
  expect(addressOf({ ...NOTICE, why: 'new' })).toBe('/desk/w/unassigned/c');
  expect(addressOf({ ...NOTICE, why: 'assigned' })).toBe('/desk/w/mine/c');
});
