// Zendesk's calls: zE('messenger' | 'messenger:on' | 'messenger:set', …).
import { causerie, flat, unsupported } from './causerie.ts';

type Run = (...given: unknown[]) => void;

const MESSENGER: Record<string, Run> = {
  open: () => {
    causerie('open');
  },
  close: () => {
    causerie('close');
  },
  show: () => {
    causerie('show');
  },
  hide: () => {
    causerie('hide');
  },
  loginUser: (token, done) => {
    const signIn = (jwt: unknown): void => {
      const id = typeof jwt === 'string' ? subject(jwt) : undefined;
      if (id !== undefined) causerie('setUser', id, { jwt });
      if (typeof done === 'function') {
        const error = id === undefined ? { type: 'Unauthorized', reason: 'no JWT' } : null;
        (done as Run)(error);
      }
    };
    // Theirs is a function that calls back with the token.
    if (typeof token === 'function') (token as (back: Run) => void)(signIn);
    else signIn(token);
  },
  logoutUser: () => {
    causerie('reset');
  },
  resetWidget: (done) => {
    causerie('reset');
    if (typeof done === 'function') (done as Run)();
  },
  conversationFields: (fields, done) => {
    const given = fields as { id: string; value: unknown }[];
    const named = Object.fromEntries(given.map(({ id, value }) => [id, value]));
    causerie('setConversationCustomAttributes', flat(named));
    if (typeof done === 'function') (done as Run)();
  },
  conversationTags: (labels) => {
    for (const label of labels as string[]) causerie('setLabel', label);
  },
  renderInCustomWidget: () => {
    unsupported("zE('messenger', 'renderInCustomWidget')");
  },
};

const SET: Record<string, Run> = {
  locale: (locale) => {
    causerie('setLocale', locale);
  },
  conversationFields: MESSENGER['conversationFields'] as Run,
  conversationTags: MESSENGER['conversationTags'] as Run,
  // Nothing is stored before the visitor opens the chat, and then only what the chat needs.
  cookies: () => undefined,
  zIndex: () => {
    unsupported("zE('messenger:set', 'zIndex')");
  },
};

const ON: Record<string, 'open' | 'close' | 'unread'> = {
  open: 'open',
  close: 'close',
  unreadMessages: 'unread',
};

/** Whom the token says that it is of; the server proves it. */
function subject(jwt: string): string | undefined {
  try {
    const part = (jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims = JSON.parse(atob(part)) as Record<string, unknown>;
    const id = claims['sub'] ?? claims['external_id'];
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined; // It is no token, as its callback is told.
  }
}

export default function attach(): void {
  const page = window as unknown as { zE?: { q?: unknown[] } };

  function zE(room: string, name: string, ...given: unknown[]): void {
    const rooms: Record<string, Record<string, Run>> = {
      messenger: MESSENGER,
      'messenger:set': SET,
    };
    const run = rooms[room]?.[name];
    if (run) run(...given);
    else if (room === 'messenger:on' && ON[name]) causerie('on', ON[name], given[0]);
    else unsupported(`zE('${room}', '${name}')`);
  }
  const waiting = page.zE?.q ?? [];
  Object.assign(page, { zE });
  for (const call of waiting) zE(...(Array.from(call as ArrayLike<unknown>) as [string, string]));
}
