// Chatwoot's calls: chatwootSDK.run, $chatwoot, chatwootSettings, and the events chatwoot:… on the window.
import type { Core } from '../loader/core.ts';
import { causerie, type Method } from './causerie.ts';

const SAME = [
  'toggle',
  'toggleBubbleVisibility',
  'popoutChatWindow',
  'setUser',
  'setCustomAttributes',
  'deleteCustomAttribute',
  'setConversationCustomAttributes',
  'deleteConversationCustomAttribute',
  'setLabel',
  'removeLabel',
  'setLocale',
  'setColorScheme',
  'reset',
] as const satisfies Method[];

/** Settings of theirs that mean nothing here, or are ours by another name. */
const NOT_OURS = [
  'type',
  'widgetStyle',
  'showUnreadMessagesDialog',
  'websiteToken',
  'baseUrl',
  'launcherTitle',
];

export default function attach(core: Core): void {
  const page = window as unknown as Record<string, unknown>;
  let isOpen = false;

  function take(given: unknown): void {
    const settings = { ...(given as Record<string, unknown> | undefined) };
    // Their bubble has a title only where it is an expanded one.
    const title = settings['type'] === 'expanded_bubble' ? settings['launcherTitle'] : undefined;
    for (const name of NOT_OURS) delete settings[name]; // eslint-disable-line @typescript-eslint/no-dynamic-delete -- a copy
    causerie('run', { ...settings, ...(title !== undefined && { launcherTitle: title }) });
  }

  const told = (name: string, detail?: unknown): void => {
    window.dispatchEvent(new CustomEvent(`chatwoot:${name}`, { detail }));
  };

  const methods = Object.fromEntries(
    SAME.map((name) => [
      name,
      (...given: unknown[]) => {
        causerie(name, ...given);
      },
    ]),
  );
  const chatwoot = {
    ...methods,
    baseUrl: core.origin,
    hasLoaded: false,
    get isOpen() {
      return isOpen;
    },
  };
  page['$chatwoot'] = chatwoot;
  page['chatwootSDK'] = {
    run: () => {
      take(page['chatwootSettings']);
    },
  };
  causerie('on', 'open', () => {
    isOpen = true;
    told('opened');
  });
  causerie('on', 'close', () => {
    isOpen = false;
    told('closed');
  });
  causerie('on', 'message', (message: unknown) => {
    told('on-message', message);
  });
  causerie('on', 'error', (error: unknown) => {
    told('error', error);
  });
  take(page['chatwootSettings']);
  causerie('on', 'ready', () => {
    chatwoot.hasLoaded = true;
    told('ready');
  });
}
