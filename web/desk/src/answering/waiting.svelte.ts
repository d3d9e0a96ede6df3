import {
  Problem,
  type Client,
  type Http,
  type NewScheduled,
  type ScheduledMessage,
} from '@causerie/client';

/** The messages of a conversation that wait to be sent. */
export class Waiting {
  readonly #http: Http;
  readonly #workspace: string;
  readonly #path: string;
  readonly #stopListening: () => void;
  #all = $state.raw<readonly ScheduledMessage[]>([]);
  #asked = 0;

  constructor(client: Client, http: Http, workspace: string, conversation: string) {
    this.#http = http;
    this.#workspace = `/api/v1/workspaces/${workspace}`;
    this.#path = `${this.#workspace}/conversations/${conversation}/scheduled`;
    this.#stopListening = client.listen((frame) => {
      // `watching`: the line is back, and others may have changed what waits.
      if (frame.t !== 'scheduled_changed' && frame.t !== 'watching') return;
      if (frame.conversation === conversation) void this.#load();
    });
  }

  /** The next to be sent first. */
  get all(): readonly ScheduledMessage[] {
    return this.#all;
  }

  /** Throws a `Problem`. */
  async add(message: NewScheduled): Promise<ScheduledMessage> {
    const made = await this.#http.post<ScheduledMessage>(this.#path, message);
    this.#all = [...this.#all.filter(({ id }) => id !== made.id), made];
    return made;
  }

  /** Throws a `Problem`: `not_found` where it is sent already. */
  async sendNow({ id }: ScheduledMessage): Promise<void> {
    await this.#http.post(`${this.#workspace}/scheduled/${id}/send`);
  }

  /** It will not be sent. Throws a `Problem`: `not_found` where it is sent already. */
  async cancel({ id }: ScheduledMessage): Promise<void> {
    await this.#http.delete(`${this.#workspace}/scheduled/${id}`);
    this.#all = this.#all.filter((one) => one.id !== id);
  }

  close(): void {
    this.#stopListening();
  }

  async #load(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const all = await this.#http.get<ScheduledMessage[]>(this.#path);
      if (asked === this.#asked) this.#all = all; // An older answer says nothing new.
    } catch (error) {
      // It is asked for again when the line is back.
      if (!(error instanceof Problem)) throw error;
    }
  }
}
