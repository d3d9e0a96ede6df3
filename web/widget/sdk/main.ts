// The calls of the widget beyond opening and closing, fetched at the first of them or with the panel. What the page
// says before the visitor opens the chat is kept in memory and reaches no server.
import type { Core, FromPanel, Owner } from '../loader/core.ts';
import {
  attributeGone,
  attributes,
  isNothing,
  merge,
  nothing,
  plainName,
  tracked,
} from './about.ts';
import { Bubble } from './bubble.ts';
import type { CauserieApi, CauserieError, CauserieMessage } from './causerie.d.ts';
import { complain } from './complain.ts';
import { Events } from './events.ts';
import { followPage } from './page.ts';
import { setQuiet } from './quiet.ts';
import { SettingsOf } from './settings.ts';
import { isBareHash, namedUser } from './user.ts';

const BARE_HASH =
  'setUser: identifier_hash alone is not taken, because whoever saw it once could use it for ever. Sign expires and ' +
  'nonce with it, or send a jwt (docs/widget.md). What you said of the visitor is shown as not verified.';

/** Methods of the class that are no calls of a page's. */
const NOT_CALLS = ['hear', 'own', 'constructor'];

class Sdk implements CauserieApi {
  readonly #core: Core;
  readonly #bubble: Bubble;
  readonly #settings: SettingsOf;
  readonly #events = new Events();
  /** Said by the page, and not yet taken by the panel. */
  #unsaid = nothing();
  #statement: object | undefined;

  constructor(core: Core) {
    this.#core = core;
    this.#bubble = new Bubble(core);
    this.#settings = new SettingsOf(core, this.#bubble);
    followPage(core);
  }

  run(settings?: object): void {
    const { host } = this.#core.root;
    if (!host.isConnected) document.documentElement.append(host);
    this.#settings.take(settings);
  }

  /** The owner's settings, whose texts are by language. */
  own(more: Owner['more']): void {
    if (!more) return;
    const { launcherTitles, ...settings } = more;
    const { locale } = this.#core.told;
    const tags = locale === undefined ? navigator.languages : [locale];
    const known = tags.find((tag) => launcherTitles?.[tag.slice(0, 2)] !== undefined) ?? 'en';
    const title = launcherTitles?.[known.slice(0, 2)];
    this.#settings.take({ ...settings, ...(title !== undefined && { launcherTitle: title }) });
  }

  boot(settings?: object): void {
    this.run(settings);
  }

  shutdown(): void {
    this.reset();
    this.#core.show(false);
    this.#core.root.host.remove();
    // The frame is gone with it, and made again when it is wanted again.
    this.#core.frame?.remove();
    this.#core.frame = undefined;
    this.#core.ready = false;
  }

  open(): void {
    this.#core.show(true);
  }

  close(): void {
    this.#core.show(false);
  }

  toggle(state?: string): void {
    this.#core.show(state === undefined ? this.#core.frame?.hidden !== false : state === 'open');
  }

  show(): void {
    this.#core.area.hidden = false;
  }

  hide(): void {
    this.#core.area.hidden = true;
  }

  toggleBubbleVisibility(state?: string): void {
    this.#bubble.visible(state === undefined ? !this.#bubble.isVisible : state === 'show');
  }

  popoutChatWindow(): void {
    const { origin, channel, told } = this.#core;
    const address = `${origin}/widget/${channel}#${new URLSearchParams(told).toString()}`;
    window.open(address, `causerie-${channel}`, 'popup,width=420,height=700');
    this.#core.show(false);
  }

  setUser(id: unknown, user: object = {}): void {
    const named = namedUser(id, user);
    if (!named) return;
    if (isBareHash(user)) {
      console.error(`causerie: ${BARE_HASH}`);
      this.#events.tell('error', { code: 'invalid', detail: BARE_HASH });
    }
    if (named.statement) this.identify(named.statement);
    if (Object.keys(named.who).length > 0) this.#say({ ...nothing(), who: named.who });
  }

  identify(statement: object): void {
    this.#statement = statement;
    this.#flush();
  }

  setCustomAttributes(given: object): void {
    const contact = attributes(given);
    Object.assign(this.#core.facts, contact);
    this.#say({ ...nothing(), contact });
  }

  deleteCustomAttribute(name: string): void {
    this.#say({ ...nothing(), contact: attributeGone(name) });
  }

  setConversationCustomAttributes(given: object): void {
    this.#say({ ...nothing(), conversation: attributes(given) });
  }

  deleteConversationCustomAttribute(name: string): void {
    this.#say({ ...nothing(), conversation: attributeGone(name) });
  }

  setLabel(label: string): void {
    this.#label(label, true);
  }

  removeLabel(label: string): void {
    this.#label(label, false);
  }

  #label(label: string, on: boolean): void {
    const name = plainName(label, 50);
    if (name !== undefined) this.#say({ ...nothing(), labels: { [name]: on } });
  }

  setLocale(locale: string): void {
    this.#settings.take({ locale });
  }

  setColorScheme(scheme: string): void {
    this.#settings.take({ darkMode: scheme });
  }

  trackEvent(given: string, details?: object): void {
    const name = plainName(given, 100);
    if (name !== undefined) this.#say({ ...nothing(), events: [tracked(name, details)] });
  }

  openWith(text: string): void {
    this.#core.show(true);
    this.#core.tell('compose', { text });
  }

  reset(): void {
    this.#unsaid = nothing();
    this.#statement = undefined;
    // The panel's own storage is forgotten by the panel.
    if (this.#core.isKnown()) this.#core.makeFrame();
    this.#remember(false);
    if (this.#core.frame) this.#core.tell('reset');
  }

  on: CauserieApi['on'] = (name, listener) => {
    this.#events.on(name, listener as (...told: never[]) => void);
  };

  off: CauserieApi['off'] = (name, listener) => {
    this.#events.off(name, listener as (...told: never[]) => void);
  };

  // the panel's side ----------------------------------------------------------------------------------------------

  #say(about: ReturnType<typeof nothing>): void {
    this.#unsaid = merge(this.#unsaid, about);
    this.#flush();
  }

  #flush(): void {
    if (!this.#core.ready) return;
    const [about, identity] = [this.#unsaid, this.#statement];
    this.#unsaid = nothing();
    this.#statement = undefined;
    if (identity) this.#core.tell('identify', { identity });
    if (!isNothing(about)) this.#core.tell('about', { about });
  }

  #remember(known: boolean): void {
    try {
      if (known) localStorage.setItem(this.#core.flag, '1');
      else localStorage.removeItem(this.#core.flag);
    } catch {
      // A page that may store nothing works all the same: the panel is made at the first click.
    }
  }

  readonly hear = ({ type, value }: FromPanel): void => {
    if (type === 'ready') {
      // Settings may have changed while the panel was on its way.
      this.#core.tell('settings', { settings: this.#core.told });
      this.#flush();
    } else if (type === 'opened') this.#events.tell('open');
    else if (type === 'closed') this.#events.tell('close');
    else if (type === 'known') this.#remember(value === true);
    else if (type === 'message') this.#events.tell('message', value as CauserieMessage);
    else if (type === 'error') this.#events.tell('error', value as CauserieError);
    else if (type === 'popout') this.popoutChatWindow();
    else if (type === 'quiet') setQuiet(this.#core, value === true);
    else if (type === 'unread' && typeof value === 'number') {
      this.#bubble.unread(value);
      this.#events.tell('unread', value);
    }
  };
}

export default function attach(core: Core): void {
  const sdk = new Sdk(core);
  const settings = window.causerieSettings;
  const methods = sdk as unknown as Record<string, ((...given: unknown[]) => void) | undefined>;
  sdk.own(core.owner.more);
  sdk.run(settings);
  for (const message of core.heard) for (const listener of core.listeners) listener(message);
  core.listeners.push(sdk.hear);
  for (const message of core.heard) sdk.hear(message);
  core.run = (name, ...given) => {
    const method = NOT_CALLS.includes(name) ? undefined : methods[name];
    if (typeof method !== 'function') complain(`there is no method ${name}`);
    else method.apply(sdk, given);
  };
  for (const given of core.calls.splice(0)) core.run(...given);
}
