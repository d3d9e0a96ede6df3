import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { account } from '../src/account/account.svelte.ts';
import LinkIn from '../src/account/LinkIn.svelte';
import { keepDraft, readDraft, remember, remembered } from '../src/account/memory.ts';
import SignIn from '../src/account/SignIn.svelte';
import { ME, serve, UNAUTHENTICATED } from './server.ts';

beforeEach(() => {
  localStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('a browser without a session is asked to sign in', async () => {
  serve({ 'GET /api/v1/me': UNAUTHENTICATED });
  await account.load();
  expect(account.state).toBe('signed_out');
});

test('without a connection it is whoever it was the last time', async () => {
  serve({ 'GET /api/v1/me': 'no answer' });
  await account.load();
  expect(account.state).toBe('failed');
  remember({ account: ME.account });
  await account.load();
  expect(account.state).toBe('signed_in');
  expect(account.who?.email).toBe(ME.account.email);
});

test('signing out leaves nothing on the device', async () => {
  serve({ 'GET /api/v1/me': [200, ME], 'POST /api/v1/sign-out': [204, null] });
  await account.load();
  keepDraft('conversation', 'half a word');
  await account.signOut();
  expect(account.state).toBe('signed_out');
  expect(localStorage.length).toBe(0);
});

test('what one account left is not there for the next', async () => {
  remember({ account: { ...ME.account, id: 'another' } });
  keepDraft('conversation', 'of somebody else');
  serve({ 'GET /api/v1/me': [200, ME] });
  await account.load();
  expect(readDraft('conversation')).toBe('');
  expect(remembered()).toEqual({ account: ME.account, heads: [] });
});

test('what was left by another version is nothing', () => {
  localStorage.setItem('causerie.messenger.remembered', '{"account":7');
  expect(remembered()).toBeNull();
  localStorage.setItem('causerie.messenger.remembered', '{"account":{"id":7},"heads":{}}');
  expect(remembered()).toBeNull();
});

test('an address and a pasted code sign in', async () => {
  const asked = serve({
    'POST /api/v1/sign-in/code': [202, {}],
    'POST /api/v1/sign-in/code/verify': [200, ME],
  });
  const user = userEvent.setup();
  render(SignIn);
  await user.type(screen.getByLabelText('E-mail address'), 'crystal@mail.example{Enter}');
  await user.click(await screen.findByLabelText('Code'));
  await user.paste(' 123 456\n');
  await vi.waitFor(() => {
    expect(account.state).toBe('signed_in');
  });
  expect(asked).toEqual([
    'GET /api/v1/sign-in/ways',
    'POST /api/v1/sign-in/code',
    'POST /api/v1/sign-in/code/verify',
  ]);
});

test('a wrong code says so and can be typed again', async () => {
  serve({
    'POST /api/v1/sign-in/code': [202, {}],
    'POST /api/v1/sign-in/code/verify': UNAUTHENTICATED,
  });
  const user = userEvent.setup();
  render(SignIn);
  await user.type(screen.getByLabelText('E-mail address'), 'crystal@mail.example{Enter}');
  await user.type(await screen.findByLabelText('Code'), '123456');
  await screen.findByText(/isn’t right/);
  expect(screen.getByLabelText('Code').getAttribute('aria-invalid')).toBe('true');
});

test('a mail’s link signs in at a press, and not when it is opened: scanners open links', async () => {
  const asked = serve({ 'POST /api/v1/sign-in/link': [200, ME] });
  const user = userEvent.setup();
  const conversation = '0192f0c0-0000-7000-8000-000000000100';
  render(LinkIn, { token: 'token', conversation });
  expect(asked).toEqual([]);
  await user.click(screen.getByRole('button'));
  expect(asked).toEqual(['POST /api/v1/sign-in/link']);
  expect(location.pathname).toBe(`/messenger/${conversation}`);
});

test('a link that was used offers the code instead', async () => {
  serve({ 'GET /api/v1/me': UNAUTHENTICATED, 'POST /api/v1/sign-in/link': UNAUTHENTICATED });
  await account.load();
  const user = userEvent.setup();
  render(LinkIn, { token: 'token', conversation: null });
  await user.click(screen.getByRole('button'));
  await screen.findByText('This link has been used or is too old');
  screen.getByRole('button', { name: 'Sign in' });
});
