import { fireEvent, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import Composer from '../src/composer/Composer.svelte';

const onsend = vi.fn<(text: string) => void>();
const onchange = vi.fn<(text: string) => void>();
const onattach = vi.fn<(files: File[]) => void>();
const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' });
const sendButton = (): HTMLElement => screen.getByRole('button', { name: 'Send' });

beforeEach(() => {
  vi.resetAllMocks();
});

afterEach(() => {
  document.body.replaceChildren();
});

describe('what is written', () => {
  test('is sent by Enter, trimmed; Shift+Enter begins a line; the draft is told and emptied', async () => {
    render(Composer, { onsend, onchange });
    await userEvent.type(field(), 'Hello{Shift>}{Enter}{/Shift}there {Enter}');
    expect(onsend.mock.calls).toEqual([['Hello\nthere']]);
    expect(field().value).toBe('');
    expect(onchange.mock.calls.at(-2)).toEqual(['Hello\nthere ']);
    expect(onchange.mock.calls.at(-1)).toEqual(['']);
  });

  test('is not sent while a word is being composed, nor when it is only white space', async () => {
    render(Composer, { onsend });
    await userEvent.type(field(), '  {Enter}');
    await userEvent.type(field(), 'にほん');
    await fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    expect(onsend).not.toHaveBeenCalled();
  });

  test('is restored from a draft', async () => {
    render(Composer, { onsend, text: 'Where was I' });
    await userEvent.type(field(), '?{Enter}');
    expect(onsend).toHaveBeenCalledExactlyOnceWith('Where was I?');
  });

  test('is kept, and said to be too long, where the server would refuse it', async () => {
    render(Composer, { onsend, maxLength: 5 });
    await userEvent.type(field(), 'seven77{Enter}');
    expect(onsend).not.toHaveBeenCalled();
    expect(field().value).toBe('seven77');
    expect(screen.getByRole('alert').textContent).toBe('2 characters too many');
  });
});

describe('files', () => {
  const file = new File(['x'], 'photo.png', { type: 'image/png' });

  test('are attached by choosing, pasting and dropping', async () => {
    const { container } = render(Composer, { onsend, onattach });
    await screen.findByRole('button', { name: 'Attach a file' });
    const chooser = container.querySelector<HTMLInputElement>('input[type=file]');
    if (!chooser) throw new Error('no file field');
    await userEvent.upload(chooser, file);
    await fireEvent.paste(field(), { clipboardData: { files: [file] } });
    await fireEvent.drop(field(), { dataTransfer: { files: [file], types: ['Files'] } });
    expect(onattach.mock.calls).toEqual([[[file]], [[file]], [[file]]]);
  });

  test('cannot be attached where nobody takes them', async () => {
    render(Composer, { onsend });
    expect(screen.queryByRole('button', { name: 'Attach a file' })).toBeNull();
    await fireEvent.drop(field(), { dataTransfer: { files: [file], types: ['Files'] } });
  });

  test('alone are enough to send, when all are uploaded', async () => {
    const upload = { key: 'u', name: 'photo.png', size: 1000 };
    const { rerender } = render(Composer, { onsend, uploads: [{ ...upload, progress: 0.5 }] });
    await screen.findByRole('progressbar', { name: 'Uploading photo.png' });
    expect(sendButton()).toHaveProperty('disabled', true);
    await rerender({ uploads: [{ ...upload, progress: 1 }] });
    await userEvent.click(sendButton());
    expect(onsend).toHaveBeenCalledExactlyOnceWith('');
  });

  test('that failed say why, hold the message, and can be tried again or removed', async () => {
    const onremove = vi.fn();
    const onretry = vi.fn();
    render(Composer, {
      onsend,
      onremove,
      onretry,
      text: 'Here it is',
      uploads: [{ key: 'u', name: 'film.mov', size: 9, progress: 0, error: 'Larger than 25 MB' }],
    });
    expect((await screen.findByRole('alert')).textContent).toBe('Larger than 25 MB');
    await userEvent.type(field(), '{Enter}');
    expect(onsend).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await userEvent.click(screen.getByRole('button', { name: 'Remove film.mov' }));
    expect(onretry).toHaveBeenCalledExactlyOnceWith('u');
    expect(onremove).toHaveBeenCalledExactlyOnceWith('u');
  });
});

test('an emoji is found by a word and put where the caret is, by keyboard alone', async () => {
  render(Composer, { onsend, text: 'Thanks bye' });
  field().focus();
  field().setSelectionRange(7, 10);
  await userEvent.click(await screen.findByRole('button', { name: 'Emoji' }));
  const search = await screen.findByRole('searchbox');
  expect(document.activeElement).toBe(search);
  await userEvent.keyboard('parcel{ArrowDown}{Enter}');
  expect(field().value).toBe('Thanks 📦');
  expect(document.activeElement).toBe(field());
  expect(screen.queryByRole('searchbox')).toBeNull();
});
