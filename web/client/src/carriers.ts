/** The three ways that frames travel (docs/live.md, "Carriers"), behind one small interface. */
import { Problem, type Http } from './http.ts';
import type { Bye, ClientFrame, Hello, ServerFrame } from './schema.ts';

/** What a carrier needs to know of the client. */
export interface Route {
  http: Http;
  /** Who speaks. It may have to ask the server for a token first. */
  hello(): Promise<Hello>;
  /** The `watch` and `list` frames that go on from the present cursors. */
  resume(): ClientFrame[];
}

/** What a carrier tells. After `lost` it tells nothing more. */
export interface Line {
  take(frame: ServerFrame): void;
  /** `bye`: what the server said, or would have said, at the end. */
  lost(bye: Bye | null): void;
}

export interface Carrier {
  readonly kind: CarrierKind;
  /** The silence in milliseconds that is in order even when the heartbeat is shorter. */
  readonly patience: number;
  send(frames: ClientFrame[]): void;
  close(): void;
}

export type CarrierKind = 'socket' | 'stream' | 'poll';

const POLL_SECONDS = 25;

/** Ends that a carrier without a `bye` frame tells by its code. */
function byeOf(code: number): Bye | null {
  if (code === 4401 || code === 401)
    return { t: 'bye', reason: 'signed_out', retry_after_ms: null };
  if (code === 4403 || code === 403) return { t: 'bye', reason: 'forbidden', retry_after_ms: null };
  return null;
}

/** Frames that say what to listen to, and belong into `resume` after a reconnection. */
function isListening({ t }: ClientFrame): boolean {
  return t === 'watch' || t === 'unwatch' || t === 'list';
}

export function openSocket(route: Route, line: Line): Carrier {
  let socket: WebSocket | null = null;
  let closed = false;
  let resuming = false;

  function end(bye: Bye | null): void {
    if (closed) return;
    closed = true;
    socket?.close();
    line.lost(bye);
  }

  function connect(hello: Hello): void {
    if (closed) return;
    const address = new URL(`${route.http.base}/live`, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    socket = new WebSocket(address);
    socket.onopen = () => socket?.send(JSON.stringify(hello));
    socket.onclose = ({ code }) => {
      end(byeOf(code));
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (closed) return;
      const frame = JSON.parse(data) as ServerFrame;
      resuming = frame.t === 'welcome';
      line.take(frame);
      if (resuming) {
        resuming = false;
        send(route.resume());
      }
      if (frame.t === 'bye') end(frame);
    };
  }

  function send(frames: ClientFrame[]): void {
    if (socket?.readyState !== WebSocket.OPEN) return;
    // What a welcome makes the client listen to is in `resume`, which follows it.
    for (const frame of frames)
      if (!resuming || !isListening(frame)) socket.send(JSON.stringify(frame));
  }

  route.hello().then(connect, (error: unknown) => {
    end(byeFrom(error));
  });
  return {
    kind: 'socket',
    patience: 0,
    send,
    close() {
      closed = true;
      socket?.close(1000);
    },
  };
}

/** Where the server's refusal of a request says that coming back will not help. */
function byeFrom(error: unknown): Bye | null {
  if (!(error instanceof Problem)) throw error;
  if (error.retryAfterMs !== null)
    return { t: 'bye', reason: 'drain', retry_after_ms: error.retryAfterMs };
  return byeOf(error.status);
}

/** The two carriers over plain HTTP: one request listens, others beside it carry commands, one after another. */
function openRequests(
  kind: 'stream' | 'poll',
  route: Route,
  line: Line,
  listen: (signal: AbortSignal, take: (frame: ServerFrame) => void) => Promise<void>,
): Carrier {
  const all = new AbortController();
  let listening = new AbortController();
  let commands: ClientFrame[] = [];
  let sending = false;

  function fail(error: unknown): void {
    if (all.signal.aborted) return;
    all.abort();
    line.lost(byeFrom(error));
  }

  function take(frame: ServerFrame): void {
    if (all.signal.aborted) return;
    line.take(frame);
    if (frame.t !== 'bye') return;
    all.abort();
    line.lost(frame);
  }

  function hear(): void {
    listening.abort();
    const own = new AbortController();
    listening = own;
    listen(AbortSignal.any([all.signal, own.signal]), (frame) => {
      if (!own.signal.aborted) take(frame);
    }).catch((error: unknown) => {
      if (!own.signal.aborted) fail(error);
    });
  }

  async function command(): Promise<void> {
    sending = true;
    while (commands.length > 0) {
      const batch = commands;
      commands = [];
      const frames = [await route.hello(), ...batch];
      for (const frame of await poll(route, frames, 0, all.signal))
        if (frame.t !== 'welcome') take(frame);
    }
    sending = false;
  }

  hear();
  return {
    kind,
    patience: (POLL_SECONDS + 15) * 1000,
    send(frames) {
      // What to listen to is said by the listening request, from `resume`.
      const spoken = frames.filter((frame) => !isListening(frame));
      if (spoken.length < frames.length) hear();
      commands.push(...spoken);
      if (!sending && commands.length > 0) command().catch(fail);
    },
    close() {
      all.abort();
    },
  };
}

async function poll(
  route: Route,
  frames: ClientFrame[],
  wait: number,
  signal: AbortSignal,
): Promise<ServerFrame[]> {
  const answer = await route.http.send('POST', '/live/poll', frames, { query: { wait }, signal });
  return (await answer.json()) as ServerFrame[];
}

export function openPoll(route: Route, line: Line): Carrier {
  return openRequests('poll', route, line, async (signal, take) => {
    // The first answer comes at once: it says that there is a line.
    for (let wait = 0; !signal.aborted; wait = POLL_SECONDS) {
      const frames = [await route.hello(), ...route.resume()];
      for (const frame of await poll(route, frames, wait, signal)) take(frame);
    }
  });
}

export function openStream(route: Route, line: Line): Carrier {
  return openRequests('stream', route, line, async (signal, take) => {
    const frames = [await route.hello(), ...route.resume()];
    const answer = await route.http.send('POST', '/live/stream', frames, { signal });
    if (!answer.body) throw new Problem('unreachable', 'a stream without a body', 0);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw signal.aborted ? error : new Problem('unreachable', String(error), 0);
      });
      if (done) throw new Problem('unreachable', 'the stream ended', 0);
      const lines = (rest + value).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const text of lines)
        if (text.startsWith('data:')) take(JSON.parse(text.slice(5)) as ServerFrame);
    }
  });
}
