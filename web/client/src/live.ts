import {
  openPoll,
  openSocket,
  openStream,
  type Carrier,
  type Line,
  type Route,
} from './carriers.ts';
import type { Status } from './model.ts';
import type { Bye, ClientFrame, ServerFrame } from './schema.ts';
import { Store } from './store.ts';

/** How long a line may take to its `welcome`, in milliseconds. */
const WELCOME_PATIENCE = 10_000;
const HEARTBEAT = 20_000;
const PONG_PATIENCE = 5_000;
/** Tries of a socket before the next carrier is tried: few where it never worked, more where it did. */
const SOCKET_TRIES = { new: 2, proven: 5 };
/** After this time on a fallback, a lost line tries the socket first again. */
const FALLBACK_MS = 60_000;

export interface LiveHandlers {
  /** Before the first frame after a (re)connection is handled further; the line is open for `send`. */
  up(): void;
  down(): void;
  take(frame: ServerFrame): void;
}

/** Keeps one line to the server open: connects, listens to its heartbeat, waits and tries again. */
export class Live {
  readonly status = new Store<Status>({ phase: 'idle', since: Date.now(), reason: null });
  readonly #route: Route;
  readonly #handlers: LiveHandlers;
  #carrier: Carrier | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #socketWorked = false;
  #fellBackAt = 0;
  #preferred = 0;
  #heartbeat = HEARTBEAT;

  constructor(route: Route, handlers: LiveHandlers) {
    this.#route = route;
    this.#handlers = handlers;
  }

  get isUp(): boolean {
    return this.status.get().phase === 'online';
  }

  start(): void {
    if (this.status.get().phase !== 'idle' && this.status.get().phase !== 'ended') return;
    addEventListener('online', this.#hurry);
    addEventListener('offline', this.#offline);
    document.addEventListener('visibilitychange', this.#hurry);
    this.#failures = 0;
    this.#connect();
  }

  stop(): void {
    removeEventListener('online', this.#hurry);
    removeEventListener('offline', this.#offline);
    document.removeEventListener('visibilitychange', this.#hurry);
    this.#drop();
    this.#enter('idle');
  }

  /** Connects anew, with the route's present credentials. */
  restart(): void {
    if (this.status.get().phase === 'idle') return;
    this.#drop();
    this.#failures = 0;
    this.#connect();
  }

  /** Sends where the line is up; tells whether it was. What must not be lost is kept by the caller. */
  send(...frames: ClientFrame[]): boolean {
    if (!this.isUp) return false;
    this.#carrier?.send(frames);
    return true;
  }

  #connect(): void {
    clearTimeout(this.#timer);
    if (this.#carrier !== null) return;
    this.#enter('connecting');
    const line: Line = {
      take: (frame) => {
        this.#take(frame);
      },
      lost: (bye) => {
        this.#lost(bye);
      },
    };
    const open = [openSocket, openStream, openPoll][this.#choose()] ?? openPoll;
    this.#carrier = open(this.#route, line);
    this.#expect(WELCOME_PATIENCE);
  }

  /** The socket first; where it fails again and again, the others in turn, and then all again. */
  #choose(): number {
    const tries = this.#socketWorked ? SOCKET_TRIES.proven : SOCKET_TRIES.new;
    if (this.#preferred > 0 && Date.now() - this.#fellBackAt > FALLBACK_MS) this.#preferred = 0;
    if (this.#preferred > 0 && this.#failures === 0) return this.#preferred;
    return this.#failures < tries ? 0 : (this.#failures - tries + 1) % 3;
  }

  #take(frame: ServerFrame): void {
    if (frame.t === 'welcome') {
      this.#heartbeat = frame.heartbeat_seconds * 1000;
      if (!this.isUp) this.#welcomed();
    }
    this.#expect(Math.max(2 * this.#heartbeat, this.#carrier?.patience ?? 0));
    this.#handlers.take(frame);
  }

  #welcomed(): void {
    const kind = this.#carrier?.kind;
    if (kind === 'socket') this.#socketWorked = true;
    else if (this.#preferred === 0) this.#fellBackAt = Date.now();
    this.#preferred = kind === 'socket' ? 0 : kind === 'stream' ? 1 : 2;
    this.#failures = 0;
    this.#enter('online');
    this.#handlers.up();
  }

  #expect(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#carrier?.close();
      this.#lost(null);
    }, milliseconds);
  }

  #lost(bye: Bye | null): void {
    this.#drop();
    if (bye !== null && (bye.retry_after_ms ?? null) === null) {
      const { reason } = bye;
      this.#enter('ended', reason === 'signed_out' || reason === 'forbidden' ? reason : 'protocol');
      return;
    }
    const wait = bye?.retry_after_ms ?? Math.min(30_000, 500 * 2 ** this.#failures);
    this.#failures += 1;
    this.#enter('waiting');
    this.#timer = setTimeout(
      () => {
        this.#connect();
      },
      wait * (0.5 + Math.random()),
    );
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const wasUp = this.isUp;
    this.#carrier?.close();
    this.#carrier = null;
    if (wasUp) this.#handlers.down();
  }

  #enter(phase: Status['phase'], reason: Status['reason'] = null): void {
    // Since when there is no line: connecting and waiting take turns without beginning anew.
    const before = this.status.get();
    const offline = (name: Status['phase']): boolean => name === 'connecting' || name === 'waiting';
    const since = offline(before.phase) && offline(phase) ? before.since : Date.now();
    this.status.set({ phase, since, reason });
  }

  /** The machine woke up, came online or is looked at again: don't wait, and don't trust an old line. */
  readonly #hurry = (event: Event): void => {
    if (event.type !== 'online' && document.visibilityState !== 'visible') return;
    if (this.status.get().phase === 'waiting') this.#connect();
    else if (this.send({ t: 'ping' })) this.#expect(PONG_PATIENCE);
  };

  readonly #offline = (): void => {
    if (this.#carrier !== null) this.#lost(null);
  };
}
