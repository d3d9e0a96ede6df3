import type { Conversation, PendingProblem } from '@causerie/client';

import type { Shown } from '../content/later.ts';
import type { Content } from '../timeline/entry.ts';
import type { Values } from './check.ts';
import { messages } from './messages/index.ts';

type Question = Exclude<
  Content['kind'],
  'text' | 'image' | 'file' | 'email_request' | 'deleted' | 'answered'
>;

/** What is answered with a tap. */
export const QUESTIONS: readonly Content['kind'][] = [
  'quick_replies',
  'buttons',
  'list_picker',
  'date_picker',
  'form',
  'poll',
  'rating',
  'carousel',
];

/** One question on the screen: whether it may be answered here, and how its answer fares. */
export class Asking {
  busy = $state(false);
  /** What went wrong, for the reader. */
  problem = $state<string>();
  /** What the server found wrong, by field. */
  flaws = $state.raw<Record<string, string>>({});
  readonly #shown: () => Pick<Shown<Question>, 'content' | 'entry' | 'actions'>;

  constructor(shown: () => Pick<Shown<Question>, 'content' | 'entry' | 'actions'>) {
    this.#shown = shown;
  }

  get answers() {
    const { entry } = this.#shown();
    return entry.kind === 'message' ? entry.answers : undefined;
  }

  /** The reader's own answer, as far as it is told. */
  get mine() {
    return this.answers?.mine;
  }

  /** Whether it can be answered now, by this reader. */
  get open(): boolean {
    const { content, entry, actions } = this.#shown();
    const forMe = content.kind === 'poll' || !entry.own;
    const again = content.kind === 'buttons' || content.kind === 'carousel';
    const may = forMe && entry.kind === 'message' && entry.seq !== undefined && actions.talk;
    return Boolean(may) && this.answers?.closed !== true && (again || this.mine === undefined);
  }

  /** Sends the answer, which `text` says in words; false where it was refused. */
  async answer(values: Values, text: string): Promise<boolean> {
    const { content, entry, actions } = this.#shown();
    const { talk } = actions;
    if (!talk || entry.seq === undefined || this.busy) return false;
    this.busy = true;
    this.problem = undefined;
    this.flaws = {};
    const shown = {
      kind: 'answered',
      of: entry.seq,
      question: content.kind,
      values,
      text,
    } as const;
    const secret = content.kind === 'poll' && content.anonymous === true;
    const clientId = talk.send(secret ? { ...shown, text: '', secret } : shown, {
      draft: { kind: 'answered', of: entry.seq, values },
    });
    const refused = await outcome(talk, clientId);
    this.busy = false;
    if (!refused) return true;
    this.problem = messages.t.answerFailed;
    this.flaws = refused.errors ?? {};
    return false;
  }
}

/** Waits until a message is kept (undefined) or refused; one that was refused is forgotten: it can be said anew. */
async function outcome(talk: Conversation, clientId: string): Promise<PendingProblem | undefined> {
  return new Promise((resolve) => {
    const stop = talk.state.subscribe(({ pending }) => {
      const item = pending.find((one) => one.clientId === clientId);
      if (item && item.state !== 'failed' && item.state !== 'sent') return;
      queueMicrotask(() => {
        stop();
        if (item?.state === 'failed') talk.discard(clientId);
        resolve(item?.problem ?? undefined);
      });
    });
  });
}
