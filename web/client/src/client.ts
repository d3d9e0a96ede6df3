import type { Http } from './http.ts';
import type { App, Client } from './model.ts';

export interface ClientOptions {
  app: Exclude<App, 'widget'>;
  http: Http;
  /** Desk only: the workspace that it is open for. */
  workspace?: string;
  /** The account's id: whose unsent messages wait on this device. */
  account: string;
}

/** The live client of a signed-in person. Nothing happens before `start()`. */
export declare function createClient(options: ClientOptions): Client;
