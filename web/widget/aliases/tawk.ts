// Tawk's calls: methods and callbacks of Tawk_API.
import type { CauserieMessage } from '../sdk/causerie.d.ts';
import { causerie, flat, unsupported } from './causerie.ts';

type Values = Record<string, unknown>;
type Done = ((error?: unknown) => void) | undefined;
type Listener = (...told: unknown[]) => void;

const UNSUPPORTED = ['addTag', 'switchWidget', 'start'];

export default function attach(): void {
  const page = window as unknown as { Tawk_API?: Values };
  const api = (page.Tawk_API ??= {});
  const state = { open: false, hidden: false, talked: false };

  /** Calls back the function that the page has put there by now. */
  function back(name: string, ...told: unknown[]): void {
    const callback = api[name];
    if (typeof callback === 'function') (callback as Listener)(...told);
    window.dispatchEvent(new CustomEvent(`tawk${name.slice(2)}`, { detail: told[0] }));
  }

  function person({ userId, name, email, phone, hash, expires, nonce, ...rest }: Values): void {
    const user = {
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone_number: phone }),
      ...(hash !== undefined && { identifier_hash: hash, expires, nonce }),
    };
    const id = userId ?? email ?? name;
    if (id !== undefined) causerie('setUser', id, user);
    if (Object.keys(rest).length > 0) causerie('setCustomAttributes', flat(rest));
  }

  const visibility = (hidden: boolean) => () => {
    state.hidden = hidden;
    causerie(hidden ? 'hide' : 'show');
    if (hidden) back('onChatHidden');
  };
  const [hideWidget, showWidget] = [visibility(true), visibility(false)];
  const call =
    (name: 'open' | 'close' | 'toggle' | 'popoutChatWindow' | 'shutdown') => (): void => {
      causerie(name);
    };

  const before = { visitor: api['visitor'], style: api['customStyle'] };
  Object.assign(api, {
    maximize: call('open'),
    minimize: call('close'),
    toggle: call('toggle'),
    popup: call('popoutChatWindow'),
    shutdown: call('shutdown'),
    hideWidget,
    showWidget,
    toggleVisibility: () => {
      (state.hidden ? showWidget : hideWidget)();
    },
    getWindowType: () => 'inline',
    // The chat is always open: what is written outside of the hours is answered too.
    getStatus: () => 'online',
    isChatMaximized: () => state.open,
    isChatMinimized: () => !state.open && !state.hidden,
    isChatHidden: () => state.hidden,
    isChatOngoing: () => state.talked,
    isVisitorEngaged: () => state.talked,
    endChat: () => {
      causerie('close');
    },
    login: (given: Values, done: Done) => {
      person(given);
      done?.();
    },
    logout: (done: Done) => {
      causerie('reset');
      done?.();
    },
    setAttributes: (given: Values, done: Done) => {
      person(given);
      done?.();
    },
    addEvent: (name: string, given: Values | Done, done?: Done) => {
      causerie('trackEvent', name, typeof given === 'object' ? flat(given) : undefined);
      (typeof given === 'function' ? given : done)?.();
    },
    addTags: (tags: string[], done: Done) => {
      for (const tag of tags) causerie('setLabel', tag);
      back('onTagsUpdated', tags);
      done?.();
    },
    removeTags: (tags: string[], done: Done) => {
      for (const tag of tags) causerie('removeLabel', tag);
      done?.();
    },
    ...Object.fromEntries(
      UNSUPPORTED.map((name) => [
        name,
        () => {
          unsupported(`Tawk_API.${name}`);
        },
      ]),
    ),
  });

  const listen = (name: string, listener: Listener): void => {
    causerie('on', name, listener);
  };
  listen('open', () => {
    state.open = true;
    back('onChatMaximized');
  });
  listen('close', () => {
    state.open = false;
    back('onChatMinimized');
  });
  listen('unread', (count) => {
    back('onUnreadCountChanged', count);
  });
  listen('message', (given) => {
    const message = given as CauserieMessage;
    if (message.from === 'visitor' && !state.talked) back('onChatStarted');
    state.talked = true;
    back(message.from === 'visitor' ? 'onChatMessageVisitor' : 'onChatMessageAgent', message.text);
  });
  back('onBeforeLoad');
  // `visitor` is set like a value, before the load and after.
  Object.defineProperty(api, 'visitor', {
    set: person,
    get: () => before.visitor,
    configurable: true,
  });
  if (before.visitor) person(before.visitor as Values);
  const place = (before.style as { visibility?: { desktop?: { position?: string } } } | undefined)
    ?.visibility?.desktop?.position;
  if (place) causerie('run', { position: place.endsWith('l') ? 'left' : 'right' });
  listen('ready', () => {
    back('onLoad');
  });
}
