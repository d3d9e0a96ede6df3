import type { Entries, Entry } from './schema.ts';
import { amend, EMPTY, join, take, touches, type Timeline } from './timeline.ts';

/**
 * What of a conversation is loaded: its end, which the stream goes on with; a stretch elsewhere, while somebody looks
 * at it; and what is quoted and lies outside of both.
 */
export class Loaded {
  end: Timeline = EMPTY;
  /** null: a quoted entry that is not for this reader. */
  quoted: ReadonlyMap<number, Entry | null> = new Map();
  #aside: Timeline | null = null;
  /** The seq about which a stretch is on its way. */
  #seeking: number | null = null;
  readonly #asked = new Set<number>();

  /** What is looked at. */
  get shown(): Timeline {
    return this.#aside ?? this.end;
  }

  get atEnd(): boolean {
    return this.#aside === null;
  }

  get isSeeking(): boolean {
    return this.#seeking !== null;
  }

  /** Takes a frame; what it returns is the `after` to pull from, where something is missing at the end. */
  take(frame: Entries): number | null {
    const { timeline, pull } = take(this.end, frame);
    this.end = timeline;
    this.#takeAside(frame);
    this.#takeQuoted(frame);
    return pull;
  }

  /** Forgets everything. */
  reset(): void {
    this.end = EMPTY;
    this.quoted = new Map();
    this.#asked.clear();
    this.showEnd();
  }

  showEnd(): void {
    this.#aside = null;
    this.#seeking = null;
  }

  /** Looks where `seq` is, if that is loaded. */
  showLoaded(seq: number): boolean {
    if (this.#aside !== null && within(this.#aside, seq)) return true;
    if (!within(this.end, seq)) return false;
    this.showEnd();
    return true;
  }

  /** The next pages up to `seq` and behind it are a stretch of their own. */
  seek(seq: number): void {
    this.#seeking = seq;
  }

  /** Quoted entries that are not known and were not asked for yet. */
  unknownQuotes(): number[] {
    const wanted = this.shown.entries.flatMap(({ body }) => {
      const seq = body.kind === 'message' ? body.reply_to : null;
      return typeof seq === 'number' && !this.#asked.has(seq) && !within(this.shown, seq)
        ? [seq]
        : [];
    });
    for (const seq of wanted) this.#asked.add(seq);
    return [...new Set(wanted)];
  }

  /** The line was lost: what was asked for will not come. */
  lost(): void {
    this.#seeking = null;
    for (const seq of this.#asked) if (!this.quoted.has(seq)) this.#asked.delete(seq);
  }

  #takeAside(frame: Entries): void {
    if (this.#seeking !== null && frame.through === this.#seeking && frame.after < frame.through) {
      this.#aside = join(EMPTY, frame);
      return;
    }
    if (this.#aside === null) return;
    if (frame.after === this.#seeking) this.#seeking = null;
    this.#aside = touches(this.#aside, frame)
      ? join(this.#aside, frame)
      : { ...this.#aside, entries: amend(this.#aside.entries, frame.amended ?? []) };
    const { have, low, entries } = this.#aside;
    // It reached the end: both are one.
    if (have === null || have < this.end.low) return;
    const { after, through, head } = { after: low, through: have, head: this.end.head };
    this.end = join(this.end, {
      ...frame,
      after,
      through,
      head,
      entries: [...entries],
      people: [],
    });
    this.#aside = null;
  }

  #takeQuoted(frame: Entries): void {
    const told = [...frame.entries, ...(frame.amended ?? [])];
    const seq = frame.through;
    const asked = frame.after === seq - 1 && this.#asked.has(seq);
    const known = told.filter((entry) => this.quoted.has(entry.seq));
    if (!asked && known.length === 0) return;
    const next = new Map(this.quoted);
    for (const entry of known) next.set(entry.seq, entry);
    if (asked) next.set(seq, frame.entries.find((entry) => entry.seq === seq) ?? null);
    this.quoted = next;
  }
}

function within({ low, have }: Timeline, seq: number): boolean {
  return have !== null && low < seq && seq <= have;
}
