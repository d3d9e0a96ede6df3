import { beforeEach, expect, test } from 'vitest';

import * as bag from '../src/shop/bag.ts';

beforeEach(() => {
  sessionStorage.clear();
});

test('looking at the bag stores nothing', () => {
  expect(bag.read()).toEqual([]);
  expect(sessionStorage.length).toBe(0);
});

test('the same product and size is one line; another size is another', () => {
  bag.add('tapered-jeans', '32');
  bag.add('tapered-jeans', '32');
  bag.add('tapered-jeans', '34');
  expect(bag.read().map((line) => [line.size, line.count])).toEqual([
    ['32', 2],
    ['34', 1],
  ]);
  bag.remove('tapered-jeans', '32');
  expect(bag.sum(bag.read())).toEqual({ count: 1, goods: 9400, delivery: 600 });
});

test('delivery is free from $150 on', () => {
  bag.add('field-jacket', 'M');
  expect(bag.sum(bag.read()).delivery).toBe(600);
  bag.add('oxford-shirt', 'M');
  expect(bag.sum(bag.read())).toEqual({ count: 2, goods: 15_300, delivery: 0 });
});
