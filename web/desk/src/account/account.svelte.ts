import { Http, Problem, type Locale, type Me } from '@causerie/client';
import { pickLocale, setLocale } from '@causerie/ui';

import { forgetDrafts } from '../inbox/drafts.ts';

export const http = new Http({ csrf: () => account.me?.csrf ?? null });

/** Who sits at this desk. */
class Account {
  #me = $state.raw<Me | null>(null);
  #state = $state.raw<'loading' | 'failed' | 'signed_out' | 'signed_in'>('loading');
  /** Whether the session ended while the desk was open; the sign-in screen says so. */
  ended = $state(false);

  get me(): Me | null {
    return this.#me;
  }

  get state(): 'loading' | 'failed' | 'signed_out' | 'signed_in' {
    return this.#state;
  }

  async load(): Promise<void> {
    try {
      await this.#take(await http.get<Me>('/api/v1/me'));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await setLocale(pickLocale());
      this.#state = error.code === 'unauthenticated' ? 'signed_out' : 'failed';
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.#take(await http.post<Me>('/api/v1/sign-in', { email, password }));
    this.ended = false;
  }

  /** Somebody signed in by another way. */
  async signedIn(me: Me): Promise<void> {
    await this.#take(me);
    this.ended = false;
  }

  async signOut(): Promise<void> {
    try {
      await http.post('/api/v1/sign-out');
    } catch (error) {
      // Signed out elsewhere is signed out.
      if (!(error instanceof Problem && error.code === 'unauthenticated')) throw error;
    }
    forgetDrafts();
    this.#me = null;
    this.#state = 'signed_out';
  }

  /** The server says that this session is over: a password was changed, or it grew too old. */
  expire(): void {
    this.#me = null;
    this.ended = true;
    this.#state = 'signed_out';
  }

  async change(change: { name?: string; about?: string; locale?: Locale }): Promise<void> {
    await this.#take(await http.patch<Me>('/api/v1/me', change));
  }

  async changePicture(picture: Blob): Promise<void> {
    await this.#take(
      await http.put<Me>('/api/v1/me/avatar', picture, {
        headers: { 'Content-Type': picture.type },
      }),
    );
  }

  async changePassword(current: string, next: string): Promise<void> {
    await http.post('/api/v1/me/password', { current, new: next });
  }

  async #take(me: Me): Promise<void> {
    await setLocale(pickLocale([me.account.locale]));
    this.#me = me;
    this.#state = 'signed_in';
  }
}

export const account = new Account();
