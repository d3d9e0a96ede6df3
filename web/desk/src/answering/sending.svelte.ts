import {
  linkCards,
  newClientId,
  Problem,
  type Append,
  type File as Stored,
  type ScheduledMessage,
} from '@causerie/client';
import { toast } from '@causerie/ui';

import type { OpenConversation } from '../inbox/open.svelte.ts';
import { rememberUndo } from '../inbox/undo.ts';
import { preferences } from '../preferences.svelte.ts';
import { explain } from '../problems.ts';
import { messages } from './messages/index.ts';

/** What was written in the composer. */
export interface Written {
  readonly text: string;
  readonly files: readonly File[];
  /** Files that the server has already. */
  readonly stored: readonly Stored[];
  readonly replyTo: number | null;
}

/** When it goes, and what else happens then. */
export interface How {
  /** The case ends with it. */
  readonly resolve?: boolean;
  readonly due?: Date;
  /** It goes at `due`, whoever writes before. */
  readonly regardless?: boolean;
}

type Draft = Append['content'];

/** How replies leave the desk: at once, in a moment in which they can be taken back, or at their time. */
export class Sending {
  readonly #conversation: OpenConversation;
  readonly #connected: () => boolean;
  readonly #restore: (written: Written) => void;
  /** What was not acknowledged may be kept all the same: said again, it has the same name. */
  #unsure: { readonly text: string; readonly clientId: string } | undefined;

  /** What went out last and can be taken back. */
  #offered = $state.raw<{ readonly words: string; readonly back: () => Promise<void> }>();

  /** `restore` puts back what was not sent. */
  constructor(
    conversation: OpenConversation,
    connected: () => boolean,
    restore: (written: Written) => void,
  ) {
    this.#conversation = conversation;
    this.#connected = connected;
    this.#restore = restore;
  }

  /** What was done last, as long as it can be taken back. */
  get offered(): string | undefined {
    return this.#offered?.words;
  }

  async undo(): Promise<void> {
    const back = this.#offered?.back;
    this.#offered = undefined;
    try {
      await back?.();
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') toast(messages.t.tooLate);
      else toast(explain(error), { tone: 'error' });
    }
  }

  #offer(words: string, back: () => Promise<void>): void {
    const offered = { words, back };
    const lasts = preferences.hold * 1000;
    this.#offered = offered;
    rememberUndo(() => this.undo(), lasts);
    setTimeout(() => {
      if (this.#offered === offered) this.#offered = undefined;
    }, lasts);
  }

  async send(written: Written, how: How): Promise<void> {
    const held = how.due !== undefined || how.resolve === true || !this.#goesAtOnce();
    if (held) await this.#hold(written, how);
    else this.#sendAtOnce(written);
  }

  /** Who has the chat open waits for an answer; and without a line the outbox keeps what is said. */
  #goesAtOnce(): boolean {
    if (preferences.hold === 0 || !this.#connected()) return true;
    const soon = Date.now() + 60_000;
    const before = this.#conversation.waiting.all.some(({ due }) => Date.parse(due) < soon);
    return this.#conversation.online && !before;
  }

  #sendAtOnce(written: Written): void {
    const { talk } = this.#conversation;
    const { text, files, stored, replyTo } = written;
    const sent = [
      ...files.map((file) => talk.sendFile(file, { replyTo })),
      ...stored.map((file) =>
        talk.send(
          { kind: file.media_type.startsWith('image/') ? 'image' : 'file', file, caption: '' },
          { replyTo, draft: draftOf(file) },
        ),
      ),
    ];
    if (text !== '') sent.push(talk.sendText(text, { replyTo }));
    if (preferences.hold === 0) return;
    const deleteThem = (): Promise<void> => {
      const entries = this.#conversation.state.entries;
      for (const id of sent) {
        const entry = entries.findLast(({ client_id }) => client_id === id);
        if (entry) talk.amend(entry.seq, { kind: 'delete' });
        else talk.discard(id);
      }
      this.#restore(written);
      return Promise.resolve();
    };
    this.#offer(messages.t.didSend, deleteThem);
  }

  async #hold(written: Written, { resolve = false, due, regardless }: How): Promise<void> {
    const { waiting } = this.#conversation;
    const kept: ScheduledMessage[] = [];
    const clientId = this.#unsure?.text === written.text ? this.#unsure.clientId : newClientId();
    this.#unsure = undefined;
    const cancelAll = async (): Promise<void> => {
      for (const one of kept.reverse()) await waiting.cancel(one);
    };
    try {
      const contents = await this.#contents(written);
      for (const [i, content] of contents.entries())
        kept.push(
          await waiting.add({
            client_id: i === contents.length - 1 ? clientId : newClientId(),
            content,
            reply_to: written.replyTo,
            due: due?.toISOString() ?? null,
            in_seconds: due ? 0 : preferences.hold,
            if_answered: due && !regardless ? 'hold' : 'send',
            resolve: resolve && i === contents.length - 1,
          }),
        );
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#unsure = { text: written.text, clientId };
      this.#restore({
        ...written,
        files: written.files.slice(kept.length),
        stored: written.stored.slice(Math.max(0, kept.length - written.files.length)),
      });
      toast(`${messages.t.notSent} ${explain(error)}`, { tone: 'error' });
      return;
    }
    const takeBack = async (): Promise<void> => {
      await cancelAll();
      this.#restore(written);
    };
    if (due) rememberUndo(takeBack);
    else if (preferences.hold > 0)
      this.#offer(resolve ? messages.t.didSendResolve : messages.t.didSend, takeBack);
  }

  async #contents({ text, files, stored }: Written): Promise<Draft[]> {
    const drafts: Draft[] = [];
    for (const file of files) drafts.push(draftOf(await this.#conversation.upload(file)));
    drafts.push(...stored.map(draftOf));
    if (text !== '') drafts.push({ kind: 'text', text, ...(!linkCards.wanted && { card: false }) });
    return drafts;
  }
}

function draftOf({ id, media_type, thumbnail_url }: Stored): Draft {
  const moving = media_type.startsWith('video/');
  return { kind: !thumbnail_url ? 'file' : moving ? 'video' : 'image', file: id, caption: '' };
}
