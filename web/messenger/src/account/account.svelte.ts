import { Http, Problem, type Locale, type Me, type PhoneSent } from '@causerie/client';
import { locale, pickLocale, setLocale } from '@causerie/ui';

import { forgetEverything, remember, remembered } from './memory.ts';

let csrf: string | null = null;
export const http = new Http({ csrf: () => csrf });

/** The customer who is signed in on this device. */
class Account {
  #state = $state.raw<'loading' | 'failed' | 'signed_out' | 'signed_in'>('loading');
  #who = $state.raw<Me['account'] | null>(null);
  /** Whether the session ended while the messenger was open; the sign-in screen says so. */
  ended = $state(false);

  get state(): 'loading' | 'failed' | 'signed_out' | 'signed_in' {
    return this.#state;
  }

  get who(): Me['account'] | null {
    return this.#who;
  }

  /** Asks the server who this is. Without a connection it is whoever it was the last time. */
  async load(): Promise<void> {
    try {
      await this.#take(await http.get<Me>('/api/v1/me'));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const before = remembered();
      if (error.code === 'unauthenticated') {
        await setLocale(pickLocale());
        this.#forget();
      } else if (before) {
        await setLocale(pickLocale([before.account.locale]));
        this.#who = before.account;
        this.#state = 'signed_in';
      } else {
        await setLocale(pickLocale());
        this.#state = 'failed';
      }
    }
  }

  /** After a start without a connection: what only the server knows, once it can be reached. */
  async refresh(): Promise<void> {
    if (csrf === null) await this.load();
  }

  async askCode(email: string): Promise<void> {
    await http.post('/api/v1/sign-in/code', { email, locale: locale.current });
  }

  async verifyCode(email: string, code: string): Promise<void> {
    await this.#take(await http.post<Me>('/api/v1/sign-in/code/verify', { email, code }));
  }

  /** Sends a code to a number; where it goes. */
  async askText(phone: string): Promise<PhoneSent> {
    return http.post<PhoneSent>('/api/v1/sign-in/phone', { phone, locale: locale.current });
  }

  async verifyText(phone: string, code: string): Promise<void> {
    await this.#take(await http.post<Me>('/api/v1/sign-in/phone/verify', { phone, code }));
  }

  /** Signs in by a mail's link. */
  async useLink(token: string): Promise<void> {
    await this.#take(await http.post<Me>('/api/v1/sign-in/link', { token }));
  }

  /** Somebody signed in by another way. */
  async signedIn(me: Me): Promise<void> {
    await this.#take(me);
  }

  async signOut(): Promise<void> {
    try {
      await http.post('/api/v1/sign-out');
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'unauthenticated')) throw error;
    }
    this.#forget();
  }

  /** The server says that this session is over. */
  expire(): void {
    this.#forget();
    this.ended = true;
  }

  async change(change: { name?: string; locale?: Locale }): Promise<void> {
    await this.#take(await http.patch<Me>('/api/v1/me', change));
  }

  async changePicture(picture: Blob): Promise<void> {
    const headers = { 'Content-Type': picture.type };
    await this.#take(await http.put<Me>('/api/v1/me/avatar', picture, { headers }));
  }

  async #take(me: Me): Promise<void> {
    if (remembered()?.account.id !== me.account.id) forgetEverything();
    remember({ account: me.account });
    await setLocale(pickLocale([me.account.locale]));
    csrf = me.csrf;
    this.#who = me.account;
    this.#state = 'signed_in';
    this.ended = false;
  }

  #forget(): void {
    forgetEverything();
    csrf = null;
    this.#who = null;
    this.#state = 'signed_out';
  }
}

export const account = new Account();
