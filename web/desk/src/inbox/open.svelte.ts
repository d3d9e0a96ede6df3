import {
  Problem,
  upload,
  type Client,
  type ContactProfile,
  type Conversation,
  type ConversationDetail,
  type ConversationState,
  type DeskHead,
  type File as Stored,
  type Http,
  type Particulars,
  type ProblemCode,
  type ServerFrame,
} from '@causerie/client';
import { fromStore } from 'svelte/store';

import { Replies } from '../answering/replies.svelte.ts';
import { Waiting } from '../answering/waiting.svelte.ts';
import type { DeskList } from './list.svelte.ts';
import type { Priority } from './sorting.svelte.ts';

/** Events after which something else is known of the contact. */
const ABOUT_CONTACT = [
  'email_given',
  'identity_verified',
  'conversation_merged',
  'contact_blocked',
  'attributes_changed',
];

function changesContact(frame: ServerFrame, conversation: string): boolean {
  if (frame.t === 'is_looking' || frame.t === 'contact_changed')
    return frame.conversation === conversation;
  if (frame.t !== 'entries' || frame.conversation !== conversation) return false;
  return frame.entries.some(
    ({ body }) =>
      (body.kind === 'event' && ABOUT_CONTACT.includes(body.event.type)) ||
      (body.kind === 'message' && body.content.kind === 'answered'),
  );
}

/** The conversation on the screen: its timeline, its case and its contact. */
export class OpenConversation {
  readonly id: string;
  readonly talk: Conversation;
  /** What is sent later. */
  readonly waiting: Waiting;
  readonly replies: Replies;
  readonly #http: Http;
  readonly #list: DeskList;
  readonly path: string;
  readonly workspace: string;
  readonly #state: { readonly current: ConversationState };
  readonly #stopListening: () => void;
  #contact = $state.raw<ContactProfile | null>(null);
  #particulars = $state.raw<Particulars | null>(null);
  #problem = $state.raw<ProblemCode | null>(null);

  constructor(client: Client, http: Http, list: DeskList, workspace: string, id: string) {
    this.id = id;
    this.#http = http;
    this.#list = list;
    this.workspace = workspace;
    this.path = `/api/v1/workspaces/${workspace}/conversations/${id}`;
    this.waiting = new Waiting(client, http, workspace, id);
    this.replies = new Replies(http, workspace, id);
    this.talk = client.open(id, workspace);
    this.#state = fromStore(this.talk.state);
    this.#stopListening = client.listen((frame) => {
      if (changesContact(frame, id)) void this.load();
    });
    void this.load();
  }

  get state(): ConversationState {
    return this.#state.current;
  }

  get head(): DeskHead | undefined {
    return this.#list.find(this.id);
  }

  /** null until it is loaded. */
  get contact(): ContactProfile | null {
    return this.#contact;
  }

  /** What the site's pages say of the conversation; null until it is loaded. */
  get particulars(): Particulars | null {
    return this.#particulars;
  }

  /** Why the contact could not be loaded. */
  get problem(): ProblemCode | null {
    return this.#problem;
  }

  /** The customer has a page or the messenger open. */
  get online(): boolean {
    return this.state.online.some((author) => author.kind === 'contact');
  }

  async load(): Promise<void> {
    try {
      const detail = await this.#http.get<ConversationDetail>(this.path);
      this.#contact = detail.contact;
      this.#particulars = detail.particulars;
      this.#problem = null;
      if (!this.head) this.#list.put(detail.head);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#problem = error.code;
    }
  }

  /** How the conversation stands now. Throws a `Problem`. */
  async refresh(): Promise<DeskHead> {
    const { head } = await this.#http.get<ConversationDetail>(this.path);
    this.#list.put(head);
    return head;
  }

  /** Gives the conversation to somebody, or to nobody (null), unless another has it by now. Throws a `Problem`. */
  async assign(assignee: string | null): Promise<void> {
    const instead_of = this.head?.assignee?.id ?? null;
    if (this.head && instead_of === assignee) return;
    this.#list.put(
      await this.#http.post<DeskHead>(`${this.path}/assign`, { assignee, instead_of }),
    );
  }

  /** Puts the case away until then, or, null, until the customer writes. Throws a `Problem`. */
  async snooze(until: Date | string | null): Promise<void> {
    this.#list.put(await this.#http.post<DeskHead>(`${this.path}/snooze`, { until }));
  }

  /** Gives the present case these labels, and no others. Throws a `Problem`. */
  async label(labels: readonly string[]): Promise<void> {
    const present = this.head?.labels ?? [];
    const add = labels.filter((label) => !present.includes(label));
    const remove = present.filter((label) => !labels.includes(label));
    this.#list.put(await this.#http.post<DeskHead>(`${this.path}/labels`, { add, remove }));
  }

  /** Says how urgent the present case is; null: as any. Throws a `Problem`. */
  async prioritise(priority: Priority | null): Promise<void> {
    this.#list.put(await this.#http.post<DeskHead>(`${this.path}/priority`, { priority }));
  }

  /** Gives the conversation to a team, or to none in particular (null). Throws a `Problem`. */
  async giveToTeam(team: string | null): Promise<void> {
    this.#list.put(await this.#http.post<DeskHead>(`${this.path}/team`, { team }));
  }

  /** Leaves the case to a bot. Throws a `Problem`. */
  async giveToBot(): Promise<void> {
    this.#list.put(await this.#http.post<DeskHead>(`${this.path}/give-to-bot`));
  }

  async resolve(): Promise<void> {
    this.#list.put(await this.#http.post<DeskHead>(`${this.path}/resolve`));
  }

  async reopen(): Promise<void> {
    this.#list.put(await this.#http.post<DeskHead>(`${this.path}/reopen`));
  }

  /** Takes a file of the agent's for this workspace. Throws a `Problem`. */
  async upload(file: File): Promise<Stored> {
    return upload(this.#http, file, file.name, { workspace: this.workspace });
  }

  close(): void {
    this.#stopListening();
    this.waiting.close();
    this.talk.close();
  }
}
