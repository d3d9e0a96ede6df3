/**
 * A chat in a window of its own is the same visitor as the frame that it came from. Browsers keep the storage of the two
 * apart, so the window asks the frame. Both are pages of ours, and what is said between them goes to our origin alone.
 */
import type { Visitor } from '@causerie/client';

interface Said {
  causerie?: unknown;
  type?: unknown;
  token?: unknown;
}

/** Answers windows of ours that ask who the visitor is, and asks, where this is such a window. Returns the way to stop. */
export function shareVisitor(visitor: Visitor): () => void {
  function hear({ source, origin, data }: MessageEvent<unknown>): void {
    const said = data as Said | null;
    if (origin !== location.origin || source === null || said?.causerie !== 1) return;
    if (said.type === 'who') {
      const token = visitor.handOver();
      const answer = { causerie: 1, type: 'visitor', token };
      if (token !== null) source.postMessage(answer, { targetOrigin: origin });
    } else if (said.type === 'visitor' && typeof said.token === 'string' && isOwnWindow())
      visitor.takeOver(said.token);
  }
  addEventListener('message', hear);
  if (isOwnWindow()) for (const other of others()) ask(other);
  return () => {
    removeEventListener('message', hear);
  };
}

const isOwnWindow = (): boolean => window.parent === window && window.opener !== null;

function ask(other: Window): void {
  other.postMessage({ causerie: 1, type: 'who' }, location.origin);
}

/** The page that opened this window, and its frames, one of which is the panel. */
function others(): Window[] {
  const opener = window.opener as Window;
  return [opener, ...Array.from({ length: opener.length }, (_, at) => opener[at] as Window)];
}
