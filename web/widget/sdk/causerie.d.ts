/** The types of the widget's calls. docs/widget.md shows each of them. */

/** What an attribute may be. A Date is kept as a moment, everything else as it is. */
export type CauserieValue = string | number | boolean | Date;

/** Who is signed in at your site. Without a signature all of it is shown to staff as not verified. */
export interface CauserieUser {
  name?: string;
  email?: string;
  phone_number?: string;
  avatar_url?: string;
  /** HS256 token of your server: `sub`, `exp`, `jti`, and `name`, `email`, `phone_number`, `attributes` as wished. */
  jwt?: string;
  /** Hex HMAC-SHA256 over the id, `expires`, `nonce`, name and e-mail, joined by line feeds. Never alone. */
  identifier_hash?: string;
  /** Unix seconds, at most 24 hours from now. */
  expires?: number;
  /** A number used once. */
  nonce?: string;
}

export interface CauserieSettings {
  position?: 'left' | 'right';
  /** A BCP 47 tag; we speak en, ru, ro and ar. */
  locale?: string;
  /** Follows the browser's language, whatever `locale` says. */
  useBrowserLanguage?: boolean;
  darkMode?: 'auto' | 'light' | 'dark';
  /** `#rrggbb`. */
  colour?: string;
  launcherIcon?: 'chat' | 'question' | 'mail' | 'headset' | 'heart';
  /** Words beside the bubble's icon. */
  launcherTitle?: string;
  hideMessageBubble?: boolean;
  showPopoutButton?: boolean;
  enableFileUpload?: boolean;
  enableEmojiPicker?: boolean;
  enableEndConversation?: boolean;
  welcomeTitle?: string;
  welcomeDescription?: string;
  availableMessage?: string;
  unavailableMessage?: string;
}

export interface CauserieMessage {
  from: 'visitor' | 'business';
  /** Who said it, as the visitor sees them. */
  name: string;
  /** The content's kind, such as `text` or `image`. */
  kind: string;
  /** The words of a text; empty for everything else. */
  text: string;
}

export interface CauserieError {
  code: string;
  detail: string;
}

export interface CauserieEvents {
  /** The calls below are taken from now on. Who listens later is told at once. */
  ready: [];
  open: [];
  close: [];
  message: [message: CauserieMessage];
  unread: [count: number];
  error: [error: CauserieError];
}

export interface CauserieApi {
  /** Takes settings, and puts the widget back where `shutdown` took it away. */
  run(settings?: CauserieSettings): void;
  boot(settings?: CauserieSettings): void;
  /** Takes the widget off the page and forgets the visitor on this device. */
  shutdown(): void;
  open(): void;
  close(): void;
  toggle(state?: 'open' | 'close'): void;
  /** Shows and hides all of the widget. */
  show(): void;
  hide(): void;
  toggleBubbleVisibility(state?: 'show' | 'hide'): void;
  /** Opens the chat in a window of its own. Call it from a click. */
  popoutChatWindow(): void;
  setUser(id: string, user?: CauserieUser): void;
  setCustomAttributes(attributes: Record<string, CauserieValue>): void;
  deleteCustomAttribute(name: string): void;
  setConversationCustomAttributes(attributes: Record<string, CauserieValue>): void;
  deleteConversationCustomAttribute(name: string): void;
  setLabel(label: string): void;
  removeLabel(label: string): void;
  setLocale(locale: string): void;
  setColorScheme(scheme: 'auto' | 'light' | 'dark'): void;
  trackEvent(name: string, details?: Record<string, CauserieValue>): void;
  /** Opens the chat with these words in the composer, not sent. */
  openWith(text: string): void;
  /** Forgets the visitor on this device, as on signing out of the site. */
  reset(): void;
  /** The signed statement in our own form: what `setUser` makes of its signature. */
  identify(statement: object): void;
  on<Name extends keyof CauserieEvents>(
    name: Name,
    listener: (...told: CauserieEvents[Name]) => void,
  ): void;
  off<Name extends keyof CauserieEvents>(
    name: Name,
    listener?: (...told: CauserieEvents[Name]) => void,
  ): void;
}

/** Calls by name, for pages whose policy allows no inline script: `(window.Causerie ||= []).push(['open'])`. */
export interface CauserieQueue {
  push(...calls: [method: keyof CauserieApi, ...given: unknown[]][]): void;
}

declare global {
  interface Window {
    Causerie?: CauserieApi & CauserieQueue;
    causerieSettings?: CauserieSettings;
  }
}
