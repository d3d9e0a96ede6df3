import type { Http } from './http.ts';
import type { Client, Conversation } from './model.ts';
import type { Readable } from './store.ts';

/** Who the shop says the visitor is: with `user_hash` (HMAC-SHA256 in hex) or inside a signed `jwt`. */
export type Identity =
  { user_id: string; name?: string; email?: string; user_hash: string } | { jwt: string };

/** A visitor of a shop: their token, and the one conversation that they have with the business. */
export interface Visitor {
  readonly http: Http;
  readonly client: Client;
  /** Theirs, before it exists, when it does, and when it was merged into another. Never closed. */
  readonly conversation: Conversation;
  /** Whether they wrote before: only then is something stored on this device. */
  readonly known: Readable<boolean>;
  start(): void;
  stop(): void;
  /** Throws a `Problem` where the shop's signature is refused; nothing has changed then. */
  identify(identity: Identity): Promise<void>;
  giveEmail(email: string): Promise<void>;
  /** Sends a code to the mailbox that was given. */
  askCode(): Promise<void>;
  /** With the right code the whole conversation is shown. Throws a `Problem` with `invalid` or `unauthenticated`. */
  verifyCode(code: string): Promise<void>;
  /** Forgets everything on this device, as on signing out of the shop. */
  reset(): Promise<void>;
}

export interface VisitorOptions {
  channel: string;
  /** The installation's base URL; '' for the one that served this page. */
  base?: string;
}

/** Nothing is stored before the first message is sent, and nothing is asked of the server before `start()`. */
export declare function createVisitor(options: VisitorOptions): Visitor;
