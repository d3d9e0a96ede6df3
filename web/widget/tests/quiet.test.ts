import { expect, test, vi } from 'vitest';

import { keepSound, soundIsOn } from '../src/quiet.ts';

test('whoever turned the sound off has it off the next time', () => {
  expect(soundIsOn()).toBe(true);
  keepSound(false);
  expect(soundIsOn()).toBe(false);
  keepSound(true);
  expect(localStorage.length).toBe(0);
});

test('a browser that keeps nothing sounds, and says so', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  vi.stubGlobal('localStorage', {
    get getItem() {
      throw new DOMException('denied', 'SecurityError');
    },
    get setItem() {
      throw new DOMException('denied', 'SecurityError');
    },
  });
  expect(soundIsOn()).toBe(true);
  keepSound(false);
  expect(warn).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
