import { render, screen, waitFor } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Socket } from '../../client/tests/browser.ts';
import { LiveServer } from '../../client/tests/server.ts';
import App from '../src/App.svelte';
import { readWishes } from '../src/settings.ts';

let server: LiveServer;
const CHANNEL = 'c4';
const settings = { ...readWishes({ locale: 'en' }), channel: CHANNEL, host: null };

beforeEach(async () => {
  server = new LiveServer();
  const base = await server.listen();
  const page = window as unknown as { happyDOM: { setURL: (url: string) => void } };
  page.happyDOM.setURL(`${base}/widget/${CHANNEL}`);
  vi.stubGlobal('WebSocket', Socket);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined); // No IndexedDB here: messages live in memory.
  localStorage.clear();
});

afterEach(async () => {
  await server.close();
});

async function write(text: string): Promise<void> {
  await userEvent.type(screen.getByRole('textbox', { name: 'Write a message…' }), `${text}{Enter}`);
}

const conversation = async (): Promise<string> => {
  await waitFor(() => {
    expect(server.conversations.size).toBe(1);
  });
  return [...server.conversations.keys()][0] ?? '';
};

test('greets, sends, and shows the answer', async () => {
  render(App, { settings });
  expect(screen.getByText('Hello! How can we help?')).toBeTruthy();
  await write('Is it in M?');
  await screen.findByLabelText('Sent');
  server.say(await conversation(), 'It is');
  await screen.findByText('It is');
});

test('says that a message was refused, and sends it again', async () => {
  server.refuse = ({ client_id }) => ({ t: 'error', code: 'invalid', detail: '', client_id });
  render(App, { settings });
  await write('Odd');
  const again = await screen.findByRole('button', { name: 'Try again' });
  server.refuse = () => null;
  await userEvent.click(again);
  await screen.findByLabelText('Sent');
});

test('is calm about a lost line, and says so only after a while', async () => {
  render(App, { settings });
  await write('Hello');
  await screen.findByLabelText('Sent');
  server.socketsAllowed = false;
  server.streamsAllowed = false;
  server.pollsAllowed = false;
  server.cut();
  await waitFor(() => {
    expect(server.lines).toBe(0);
  });
  expect(screen.queryByText(/No connection/)).toBeNull();
  await screen.findByText(/No connection/, {}, { timeout: 4000 });
});

test('asks for a code where the conversation went on elsewhere', async () => {
  render(App, { settings });
  await write('Hello');
  const id = await conversation();
  server.locked.add(id);
  server.tell({ t: 'locked', conversation: id, horizon: 1 });
  await screen.findByRole('button', { name: 'Send me a code' }, { timeout: 4000 });
});

test('shows who types, and where the chat was ended offers to begin again', async () => {
  render(App, { settings });
  await write('Hello');
  await screen.findByLabelText('Sent');
  const ana = { kind: 'staff', id: 'ana', name: 'Ana' } as const;
  server.tell({ t: 'is_typing', conversation: await conversation(), person: ana, on: true });
  await screen.findByText('Ana is typing');
  server.tell({ t: 'bye', reason: 'signed_out' });
  await userEvent.click(await screen.findByRole('button', { name: 'Start again' }));
  await screen.findByText('Hello! How can we help?');
});
