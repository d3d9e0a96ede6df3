import type { Conversation } from '@causerie/client';

import { editableText } from '../content/words.ts';
import type { Actions, Entry, MessageEntry, NoteEntry } from './entry.ts';

type Said = MessageEntry | NoteEntry;

/** The composer, as far as answering and editing change what is in it. */
export interface Writing {
  text: () => string;
  write: (text: string) => void;
  focus: () => void;
}

/** What the composer does besides saying something new: it answers one message, or edits one. */
export class Amending {
  answered = $state.raw<Said>();
  edited = $state.raw<Said>();
  readonly #talk: Conversation;
  readonly #writing: Writing;
  /** What was being written when the editing began. */
  #draft = '';

  constructor(talk: Conversation, writing: Writing) {
    this.#talk = this.actions.talk = talk;
    this.#writing = writing;
  }

  /** What can be done about a message, for a Timeline. */
  readonly actions: Actions = {
    retry: ({ key }) => {
      this.#talk.retry(key);
    },
    discard: ({ key }) => {
      this.#talk.discard(key);
    },
    reply: (entry) => {
      this.cancel();
      this.answered = entry;
      this.#writing.focus();
    },
    edit: (entry) => {
      this.cancel();
      this.edited = entry;
      this.#draft = this.#writing.text();
      this.#writing.write(editableText(entry.content) ?? '');
      this.#writing.focus();
    },
    remove: ({ seq }) => {
      if (seq !== undefined) this.#talk.amend(seq, { kind: 'delete' });
    },
    react: ({ seq }, emoji, on) => {
      if (seq !== undefined) this.#talk.amend(seq, { kind: 'react', emoji, on });
    },
  };

  /** Edits the last own message, where the arrow goes up from an empty composer. */
  editLast(entries: readonly Entry[]): boolean {
    const last = entries.findLast((entry) => entry.kind !== 'event' && entry.editable);
    if (last === undefined || last.kind === 'event') return false;
    this.actions.edit?.(last);
    return true;
  }

  /** Neither answers nor edits any more; what was being written before comes back. */
  cancel(): boolean {
    const was = this.edited ?? this.answered;
    if (this.edited) this.#writing.write(this.#draft);
    this.edited = undefined;
    this.answered = undefined;
    return was !== undefined;
  }

  /** Takes what was written as the edit, where there is one: then nothing is to be sent. */
  takeEdit(said: string): boolean {
    const { edited } = this;
    if (edited?.seq === undefined) return false;
    if (said !== editableText(edited.content))
      this.#talk.amend(edited.seq, { kind: 'edit', text: said });
    const draft = this.#draft;
    this.cancel();
    // The composer empties itself after this.
    queueMicrotask(() => {
      this.#writing.write(draft);
    });
    return true;
  }

  /** What is answered with the next message. */
  takeReply(): number | null {
    const seq = this.answered?.seq ?? null;
    this.answered = undefined;
    return seq;
  }
}
