import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet, tick } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';

import Avatar from '../src/controls/Avatar.svelte';
import Button from '../src/controls/Button.svelte';
import ErrorState from '../src/controls/ErrorState.svelte';
import Tabs from '../src/controls/Tabs.svelte';
import TextField from '../src/controls/TextField.svelte';
import Toaster from '../src/controls/Toaster.svelte';
import { dismiss, toast, toasts } from '../src/controls/toasts.svelte.ts';
import DialogFixture from './DialogFixture.svelte';
import MenuFixture from './MenuFixture.svelte';

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

test('a busy button keeps its name and does nothing when pressed again', async () => {
  const onclick = vi.fn();
  const { rerender } = render(Button, { onclick, children: words('Save') });
  const button = screen.getByRole('button', { name: 'Save' });
  await userEvent.click(button);
  await rerender({ busy: true });
  await userEvent.click(button);
  expect(onclick).toHaveBeenCalledTimes(1);
  expect(button.getAttribute('aria-busy')).toBe('true');
});

test('a field is tied to its label, and to what is wrong with it', async () => {
  const { rerender } = render(TextField, { label: 'E-mail', value: 'maria@', hint: 'For answers' });
  const field = screen.getByLabelText('E-mail');
  const described = (): string | null | undefined =>
    document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent;
  expect(described()).toBe('For answers');
  expect(field.getAttribute('aria-invalid')).toBeNull();
  await rerender({ error: 'This address has no domain' });
  expect(described()).toBe('This address has no domain');
  expect(field.getAttribute('aria-invalid')).toBe('true');
});

test('tabs are moved through by arrows, and only the selected one is reached by Tab', async () => {
  render(Tabs, {
    label: 'Conversations',
    selected: 'mine',
    tabs: [
      { id: 'mine', label: 'Mine' },
      { id: 'free', label: 'Unassigned' },
      { id: 'all', label: 'All' },
    ],
    children: words('list'),
  });
  const tab = (name: string): HTMLElement => screen.getByRole('tab', { name });
  await userEvent.tab();
  expect(document.activeElement).toBe(tab('Mine'));
  await userEvent.keyboard('{ArrowLeft}');
  expect(document.activeElement).toBe(tab('All'));
  expect(tab('All').getAttribute('aria-selected')).toBe('true');
  expect(tab('Mine').tabIndex).toBe(-1);
  await userEvent.keyboard('{Home}{ArrowRight}');
  expect(screen.getByRole('tabpanel', { name: 'Unassigned' })).toBeTruthy();
});

describe('a menu', () => {
  const item = (name: string): HTMLElement => screen.getByRole('menuitem', { name });

  test('opens on its first item, goes round, and gives the focus back', async () => {
    render(MenuFixture);
    const button = screen.getByRole('button', { name: 'More' });
    button.focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(item('Assign'));
    expect(button.getAttribute('aria-expanded')).toBe('true');
    await userEvent.keyboard('{ArrowUp}');
    expect(document.activeElement).toBe(item('Resolve'));
    await userEvent.keyboard('a');
    expect(document.activeElement).toBe(item('Assign'));
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  test('does what is chosen, and nothing for what is disabled', async () => {
    const chosen = vi.fn();
    render(MenuFixture, { chosen });
    await userEvent.click(screen.getByRole('button', { name: 'More' }));
    await userEvent.click(item('Mute'));
    expect(chosen).not.toHaveBeenCalled();
    await userEvent.keyboard('{End}{Enter}');
    expect(chosen).toHaveBeenCalledExactlyOnceWith('resolve');
    expect(screen.queryByRole('menu')).toBeNull();
  });

  test('closes when something else is pressed', async () => {
    render(MenuFixture);
    await userEvent.click(screen.getByRole('button', { name: 'More' }));
    await userEvent.click(document.body);
    expect(screen.queryByRole('menu')).toBeNull();
  });
});

test('a dialog opens and closes with what it is bound to', async () => {
  render(DialogFixture);
  await userEvent.click(screen.getByRole('button', { name: 'Sign out' }));
  const dialog = screen.getByRole('dialog', { name: 'Sign out everywhere?' });
  expect(dialog).toHaveProperty('open', true);
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => {
    expect(dialog).toHaveProperty('open', false);
  });
  expect(screen.getByText('closed')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Sign out' }));
  expect(dialog).toHaveProperty('open', true);
});

describe('a toast', () => {
  afterEach(() => {
    vi.useRealTimers();
    for (const { id } of toasts.shown) dismiss(id);
  });

  test('goes by itself, unless it is an error or offers an action', async () => {
    vi.useFakeTimers();
    render(Toaster);
    const run = vi.fn();
    toast('Saved');
    toast('Not saved', { tone: 'error' });
    toast('Resolved', { action: { label: 'Undo', run } });
    await tick();
    expect(screen.getByRole('status').textContent).toContain('Saved');
    await vi.advanceTimersByTimeAsync(7000);
    expect(screen.queryByText('Saved')).toBeNull();
    expect(screen.getByText('Not saved')).toBeTruthy();
    screen.getByRole('button', { name: 'Undo' }).click();
    await tick();
    expect(run).toHaveBeenCalledOnce();
    expect(toasts.shown.map(({ text }) => text)).toEqual(['Not saved']);
  });
});

test('a picture that does not load gives way to initials', async () => {
  const person = { id: 'a', name: 'Anna Rusu', avatar_url: '/files/gone.webp' };
  const { container } = render(Avatar, { person });
  expect(container.textContent.trim()).toBe('');
  container.querySelector('img')?.dispatchEvent(new Event('error'));
  await tick();
  expect(container.textContent.trim()).toBe('AR');
});

test('what failed can be tried again, once at a time', async () => {
  let done: () => void = () => undefined;
  const onretry = vi.fn(() => new Promise<void>((resolve) => (done = resolve)));
  render(ErrorState, { title: 'The list could not be loaded', onretry });
  const button = screen.getByRole('button', { name: 'Try again' });
  await userEvent.click(button);
  await userEvent.click(button);
  expect(onretry).toHaveBeenCalledOnce();
  done();
  await waitFor(() => {
    expect(button.getAttribute('aria-busy')).toBeNull();
  });
});
