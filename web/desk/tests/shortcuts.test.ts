import { afterEach, describe, expect, it } from 'vitest';

import { command, SHORTCUTS } from '../src/shortcuts.ts';

afterEach(() => {
  document.body.replaceChildren();
});

/** What a press of this key means with the focus in the element of this markup. */
function press(init: KeyboardEventInit, markup = '<p></p>') {
  const template = document.createElement('template');
  template.innerHTML = markup;
  const root = template.content.firstElementChild;
  if (!root) throw new Error('no element');
  document.body.append(root);
  let found: ReturnType<typeof command> = null;
  document.body.addEventListener(
    'keydown',
    (event) => {
      found = command(event);
    },
    { once: true },
  );
  const focused = root.querySelector('[data-focus]') ?? root;
  focused.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
  return found;
}

describe('a shortcut', () => {
  it('is heard for every key that the help shows', () => {
    for (const shortcut of SHORTCUTS) {
      for (const key of shortcut.keys) expect(press({ key })).toBe(shortcut.command);
    }
  });

  it('works on a Russian keyboard by the place of the key', () => {
    expect(press({ key: 'о', code: 'KeyJ' })).toBe('next');
    expect(press({ key: 'к', code: 'KeyR' })).toBe('reply');
  });

  it('follows the letters of a Dvorak keyboard, not the places', () => {
    expect(press({ key: 'j', code: 'KeyC' })).toBe('next');
  });

  it.each([
    '<input />',
    '<textarea></textarea>',
    '<div role="menu"><button data-focus></button></div>',
  ])('is none of ours while the focus is in %s', (markup) => {
    expect(press({ key: 'e' }, markup)).toBeNull();
    expect(press({ key: 'Escape' }, markup)).toBeNull();
  });

  it('leaves the browser its own combinations', () => {
    expect(press({ key: 'r', ctrlKey: true })).toBeNull();
    expect(press({ key: 'r', metaKey: true })).toBeNull();
  });

  it('leaves Enter to a link and the arrows to a timeline', () => {
    expect(press({ key: 'Enter' }, '<a href="#there">there</a>')).toBeNull();
    expect(press({ key: 'ArrowDown' }, '<div role="log" tabindex="0"></div>')).toBeNull();
    expect(press({ key: 'j' }, '<div role="log" tabindex="0"></div>')).toBe('next');
  });
});
