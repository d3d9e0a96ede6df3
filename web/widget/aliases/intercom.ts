// Intercom's calls: Intercom('boot', …) and its kin, and intercomSettings.
import { causerie, flat, unsupported } from './causerie.ts';

type Settings = Record<string, unknown>;
type Listener = (...told: unknown[]) => void;

/** What is about the person and no attribute of theirs. */
const OF_USER = ['user_id', 'name', 'email', 'phone', 'avatar', 'user_hash', 'intercom_user_jwt'];
/** What is about the messenger. */
const OF_WIDGET = [
  'app_id',
  'api_base',
  'alignment',
  'action_color',
  'background_color',
  'hide_default_launcher',
  'custom_launcher_selector',
  'horizontal_padding',
  'vertical_padding',
  'language_override',
  'theme_mode',
  'z_index',
  'session_duration',
  'installation_type',
];

export default function attach(): void {
  const page = window as unknown as { Intercom?: { q?: unknown[] }; intercomSettings?: Settings };
  let opened: Element[] = [];
  let visible = false;

  function appearance(settings: Settings): void {
    const language = settings['language_override'];
    const theme = settings['theme_mode'];
    causerie('run', {
      ...(typeof settings['hide_default_launcher'] === 'boolean' && {
        hideMessageBubble: settings['hide_default_launcher'],
      }),
      ...(settings['alignment'] !== undefined && { position: settings['alignment'] }),
      ...(settings['action_color'] !== undefined && { colour: settings['action_color'] }),
      ...(language !== undefined && { locale: language }),
      ...(theme !== undefined && { darkMode: theme === 'system' ? 'auto' : theme }),
    });
    const selector = settings['custom_launcher_selector'];
    if (typeof selector === 'string') {
      for (const element of opened) element.removeEventListener('click', open);
      opened = [...document.querySelectorAll(selector)];
      for (const element of opened) element.addEventListener('click', open);
    }
  }

  function open(event?: Event): void {
    event?.preventDefault();
    causerie('open');
  }

  function person(settings: Settings): void {
    const { user_id, user_hash, intercom_user_jwt, name, email, phone, avatar } = settings;
    const picture = (avatar as { image_url?: unknown } | null | undefined)?.image_url;
    const user = {
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone_number: phone }),
      ...(picture !== undefined && { avatar_url: picture }),
      ...(user_hash !== undefined && {
        identifier_hash: user_hash,
        expires: settings['expires'],
        nonce: settings['nonce'],
      }),
      ...(intercom_user_jwt !== undefined && { jwt: intercom_user_jwt }),
    };
    const id = user_id ?? email;
    if (
      id !== undefined &&
      Object.keys({ ...user, ...(user_id !== undefined && { id }) }).length > 0
    )
      causerie('setUser', id, user);
    const about = ([key]: [string, unknown]): boolean =>
      ![...OF_USER, ...OF_WIDGET, 'expires', 'nonce', 'company', 'companies'].includes(key);
    const { company } = settings as { company?: Settings };
    const firm = Object.entries(company ?? {}).map(([key, value]) => [`company.${key}`, value]);
    const rest = flat({
      ...Object.fromEntries(Object.entries(settings).filter(about)),
      ...(Object.fromEntries(firm) as Settings),
    });
    // Theirs are Unix seconds where the name ends so.
    for (const [key, value] of Object.entries(rest))
      if (key.endsWith('_at') && typeof value === 'number') rest[key] = new Date(value * 1000);
    if (Object.keys(rest).length > 0) causerie('setCustomAttributes', rest);
  }

  const listen = (name: 'open' | 'close' | 'unread') => (listener: unknown) => {
    causerie('on', name, listener);
  };

  const methods: Record<string, (...given: unknown[]) => void> = {
    boot(given) {
      const settings = { ...page.intercomSettings, ...(given as Settings | undefined) };
      appearance(settings);
      person(settings);
    },
    update(given) {
      const settings = (given as Settings | undefined) ?? page.intercomSettings ?? {};
      appearance(settings);
      person(settings);
    },
    shutdown: () => {
      causerie('shutdown');
    },
    show: () => {
      open();
    },
    showMessages: () => {
      open();
    },
    showSpace: () => {
      open();
    },
    hide: () => {
      causerie('close');
    },
    showNewMessage: (text) => {
      if (typeof text === 'string' && text !== '') causerie('openWith', text);
      else open();
    },
    trackEvent: (name, details) => {
      causerie('trackEvent', name, flat((details as Settings | undefined) ?? {}));
    },
    onShow: listen('open'),
    onHide: listen('close'),
    onUnreadCountChange: listen('unread'),
    getVisitorId: () => undefined,
  };

  function Intercom(name: string, ...given: unknown[]): unknown {
    if (name === 'isVisible') return visible;
    if (name === 'onUserEmailSupplied') {
      unsupported("Intercom('onUserEmailSupplied')");
      return undefined;
    }
    const method = methods[name];
    if (method) method(...given);
    else unsupported(`Intercom('${name}')`);
    return undefined;
  }
  const noted: [string, Listener][] = [
    ['open', () => (visible = true)],
    ['close', () => (visible = false)],
  ];
  for (const [name, listener] of noted) causerie('on', name, listener);

  // Their own snippet leaves a function that keeps its calls in `q`.
  const waiting = page.Intercom?.q ?? [];
  Object.assign(page, { Intercom: Object.assign(Intercom, { booted: true }) });
  if (page.intercomSettings) methods['boot']?.();
  for (const call of waiting) Intercom(...(Array.from(call as ArrayLike<unknown>) as [string]));
}
