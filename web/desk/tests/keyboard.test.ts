import { afterEach, describe, expect, it } from 'vitest';

import { Keyboard, printed } from '../src/commands/keyboard.ts';
import { COMMANDS } from '../src/commands/registry.ts';

afterEach(() => {
  document.body.replaceChildren();
});

/** What presses of these keys mean with the focus in the element of this markup. */
function press(
  init: KeyboardEventInit | readonly KeyboardEventInit[],
  markup = '<p></p>',
  keyboard = new Keyboard(() => true),
) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  const root = template.content.firstElementChild;
  if (!root) throw new Error('no element');
  document.body.append(root);
  let found: ReturnType<Keyboard['hear']> = null;
  const hear = (event: KeyboardEvent) => {
    found = keyboard.hear(event);
  };
  document.body.addEventListener('keydown', hear);
  const focused = root.querySelector('[data-focus]') ?? root;
  const presses: readonly KeyboardEventInit[] = 'length' in init ? init : [init];
  for (const one of presses) {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...one });
    // happy-dom takes Alt for AltGr, which no browser does.
    event.getModifierState = (key) => key === 'AltGraph' && one.modifierAltGraph === true;
    focused.dispatchEvent(event);
  }
  document.body.removeEventListener('keydown', hear);
  return found;
}

/** The presses that the registry writes so. */
const pressesOf = (keys: string): KeyboardEventInit[] =>
  keys.split(' ').map((combination) => {
    const parts = combination.split('+');
    return {
      key: parts.at(-1) ?? '',
      ctrlKey: parts.includes('Mod'),
      altKey: parts.includes('Alt'),
      shiftKey: parts.includes('Shift'),
    };
  });

describe('a command', () => {
  it('is heard by every key that the help shows, and no key means two', () => {
    const all = COMMANDS.flatMap(({ id, keys }) => keys.map((key) => ({ id, key })));
    for (const { id, key } of all) expect([key, press(pressesOf(key))]).toEqual([key, id]);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
  });

  it('works on a Russian keyboard by the place of the key', () => {
    expect(press({ key: 'о', code: 'KeyJ' })).toBe('next');
    expect(press({ key: 'к', code: 'KeyR' })).toBe('reply');
    expect(press({ key: 'л', code: 'KeyK', ctrlKey: true })).toBe('palette');
  });

  it('follows the letters of a Dvorak keyboard, not the places', () => {
    expect(press({ key: 'j', code: 'KeyC' })).toBe('next');
  });

  it.each([
    '<input />',
    '<textarea></textarea>',
    '<div role="menu"><button data-focus></button></div>',
  ])('is no plain key while the focus is in %s', (markup) => {
    expect(press({ key: 'e' }, markup)).toBeNull();
    expect(press({ key: 'Escape' }, markup)).toBeNull();
  });

  it('is heard while somebody writes, with Ctrl or Alt, but not under a dialog', () => {
    expect(press({ key: 'k', ctrlKey: true }, '<textarea></textarea>')).toBe('palette');
    expect(press({ key: 'e', altKey: true }, '<textarea></textarea>')).toBe('resolve');
    const dialog = '<dialog open><input data-focus /></dialog>';
    expect(press({ key: 'k', ctrlKey: true }, dialog)).toBeNull();
  });

  it('leaves the browser its own combinations, and AltGr its signs', () => {
    expect(press({ key: 'r', ctrlKey: true })).toBeNull();
    expect(press({ key: 'r', metaKey: true })).toBeNull();
    expect(press({ key: 'k', ctrlKey: true, altKey: true })).toBeNull();
    expect(press({ key: 'ę', code: 'KeyE', modifierAltGraph: true })).toBeNull();
    expect(press({ key: 'E', shiftKey: true })).toBeNull();
  });

  it('leaves Enter to a link and the arrows to a timeline', () => {
    expect(press({ key: 'Enter' }, '<a href="#there">there</a>')).toBeNull();
    expect(press({ key: 'ArrowDown' }, '<div role="log" tabindex="0"></div>')).toBeNull();
    expect(press({ key: 'j' }, '<div role="log" tabindex="0"></div>')).toBe('next');
  });

  it('of two keys is the second one’s own where they don’t belong together', () => {
    expect(press([{ key: 'g' }, { key: 'u' }])).toBe('unassigned');
    expect(press([{ key: 'g' }, { key: 'r' }])).toBe('reply');
    expect(press([{ key: 'g' }])).toBeNull();
    expect(press([{ key: 'g' }, { key: 'u' }, { key: 'u' }])).toBe('back');
  });

  it('is no letter where letters are off, in any alphabet; Escape and Ctrl+K are heard', () => {
    const quiet = new Keyboard(() => false);
    expect(press({ key: 'e' }, undefined, quiet)).toBeNull();
    expect(press({ key: 'у', code: 'KeyE' }, undefined, quiet)).toBeNull();
    expect(press([{ key: 'g' }, { key: 'm' }], undefined, quiet)).toBeNull();
    expect(press({ key: 'Escape' }, undefined, quiet)).toBe('back');
    expect(press({ key: 'k', ctrlKey: true }, undefined, quiet)).toBe('palette');
  });

  it('is written as it is printed on the keys', () => {
    expect(['Mod+k', 'Alt+e', 'g m', 'ArrowUp', ']'].map(printed)).toEqual([
      ['Ctrl+K'],
      ['Alt+E'],
      ['g', 'm'],
      ['↑'],
      [']'],
    ]);
  });
});
