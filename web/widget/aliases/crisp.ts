// Crisp's calls: $crisp.push(['do' | 'set' | 'on' | 'off' | 'config', …]), $crisp.is and $crisp.get.
import type { CauserieMessage } from '../sdk/causerie.d.ts';
import { causerie, flat, unsupported } from './causerie.ts';

type Run = (given: unknown[]) => void;
type Listener = (...told: unknown[]) => void;

const run = (settings: object): void => {
  causerie('run', settings);
};

export default function attach(): void {
  const page = window as unknown as { $crisp?: unknown };
  const state = { open: false, visible: true, unread: 0, talked: false };
  const user: Record<string, unknown> = {};
  const data: Record<string, unknown> = {};
  let segments: string[] = [];

  const toggle: Run = () => {
    causerie('toggle');
  };
  const hidden = (hide: boolean): Run => {
    return () => {
      state.visible = !hide;
      causerie(hide ? 'hide' : 'show');
    };
  };
  const DO: Record<string, Run> = {
    'chat:open': () => {
      causerie('open');
    },
    'chat:close': () => {
      causerie('close');
    },
    'chat:toggle': toggle,
    'chat:show': hidden(false),
    'chat:hide': hidden(true),
    'session:reset': () => {
      causerie('reset');
    },
  };

  /** Of a person we know nothing but what the page says: their id is the address, until they give another. */
  const person =
    (name: string): Run =>
    ([value]) => {
      user[name] = value;
      const { email, id, ...rest } = user;
      const known = id ?? email ?? rest['name'] ?? rest['phone_number'];
      causerie('setUser', known, { ...rest, ...(email !== undefined && { email }) });
    };
  const SET: Record<string, Run> = {
    'user:email': person('email'),
    'user:nickname': person('name'),
    'user:phone': person('phone_number'),
    'user:avatar': person('avatar_url'),
    'user:company': ([name]) => {
      causerie('setCustomAttributes', flat({ company: name }));
    },
    'message:text': ([text]) => {
      // Theirs writes into the composer without opening the chat; ours does when it is opened.
      causerie('openWith', text);
    },
    'session:data': ([pairs, value]) => {
      const given = Array.isArray(pairs)
        ? (Object.fromEntries(pairs as [string, unknown][]) as Record<string, unknown>)
        : { [String(pairs)]: value };
      Object.assign(data, given);
      causerie('setConversationCustomAttributes', flat(given));
    },
    'session:segments': ([labels, overwrite]) => {
      if (overwrite === true) for (const label of segments) causerie('removeLabel', label);
      segments = [...(overwrite === true ? [] : segments), ...(labels as string[])];
      for (const label of labels as string[]) causerie('setLabel', label);
    },
    'session:event': ([events]) => {
      for (const [name, details] of events as [string, Record<string, unknown>?][])
        causerie('trackEvent', name, flat(details ?? {}));
    },
  };

  const CONFIG: Record<string, (value: unknown) => void> = {
    'position:reverse': (on) => {
      run({ position: on === true ? 'left' : 'right' });
    },
    'hide:on:away': () => {
      unsupported('hide:on:away: the chat stays open and says when the answer comes;');
    },
    'color:theme': (name) => {
      unsupported(`color:theme ${String(name)}: set a colour at the desk;`);
    },
    'color:mode': (mode) => {
      run({ darkMode: mode === 'dark' || mode === 'light' ? mode : 'auto' });
    },
  };

  const noted = new Map<string, Listener>();
  const tell = (name: string, ...told: unknown[]): void => {
    noted.get(name)?.(...told);
  };
  const listen = (name: string, listener: Listener): void => {
    causerie('on', name, listener);
  };
  listen('open', () => {
    state.open = true;
    tell('chat:opened');
  });
  listen('close', () => {
    state.open = false;
    tell('chat:closed');
  });
  listen('unread', (count) => {
    state.unread = count as number;
  });
  listen('message', (given) => {
    const message = given as CauserieMessage;
    state.talked = true;
    const told = { content: message.text, type: message.kind, from: 'user' };
    if (message.from === 'visitor') tell('message:sent', told);
    else tell('message:received', { ...told, from: 'operator' });
  });
  listen('ready', () => {
    tell('session:loaded');
  });

  function push(...calls: unknown[][]): void {
    for (const [verb, name, given] of calls as [string, string, unknown][]) {
      const args = Array.isArray(given) ? (given as unknown[]) : [given];
      const todo = verb === 'do' ? DO[name] : verb === 'set' ? SET[name] : undefined;
      if (todo) todo(args);
      else if (verb === 'config' && CONFIG[name]) CONFIG[name](args[0]);
      else if (verb === 'on') {
        noted.set(name, given as Listener);
        if (name === 'session:loaded') listen('ready', given as Listener);
      } else if (verb === 'off') noted.delete(name);
      else if (verb !== 'safe') unsupported(`$crisp.push(['${verb}', '${name}'])`);
    }
  }

  const IS: Record<string, () => boolean> = {
    'chat:opened': () => state.open,
    'chat:closed': () => !state.open,
    'chat:visible': () => state.visible,
    'chat:hidden': () => !state.visible,
    'session:ongoing': () => state.talked,
    'website:available': () => true,
  };
  const GET: Record<string, (key?: string) => unknown> = {
    'chat:unread:count': () => state.unread,
    'session:data': (key) => (key === undefined ? { ...data } : (data[key] ?? null)),
    'user:email': () => user['email'] ?? null,
    'user:nickname': () => user['name'] ?? null,
    'user:phone': () => user['phone_number'] ?? null,
    'user:avatar': () => user['avatar_url'] ?? null,
  };
  const waiting = page.$crisp;
  page.$crisp = {
    push,
    is: (name: string) => IS[name]?.() ?? false,
    get: (name: string, key?: string) => GET[name]?.(key) ?? null,
    help: () => undefined,
  };
  if (Array.isArray(waiting)) push(...(waiting as unknown[][]));
}
