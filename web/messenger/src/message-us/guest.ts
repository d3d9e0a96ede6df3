/**
 * Somebody who is not signed in writes as a visitor does, in the widget's own panel. It takes us for the page that it is
 * on (widget/src/host.ts).
 */
interface Said {
  causerie?: unknown;
  type?: unknown;
}

/** Talks with the panel in `frame`: opens it, and says by which link the visitor came. Returns the way to stop. */
export function hostPanel(frame: HTMLIFrameElement, onclose: () => void): () => void {
  const tell = (message: object): void =>
    frame.contentWindow?.postMessage({ causerie: 1, ...message }, location.origin);
  function hear({ source, origin, data }: MessageEvent<unknown>): void {
    const said = data as Said | null;
    if (source !== frame.contentWindow || origin !== location.origin || said?.causerie !== 1)
      return;
    if (said.type === 'ready') {
      tell({
        type: 'page',
        url: location.href,
        title: document.title,
        referrer: document.referrer,
      });
      tell({ type: 'open' });
    } else if (said.type === 'close') onclose();
  }
  addEventListener('message', hear);
  return () => {
    removeEventListener('message', hear);
  };
}

/** The address of the panel's frame. */
export function panelAddress(channel: string, locale: string, scheme: string | undefined): string {
  const told = new URLSearchParams({ host: location.origin, locale });
  if (scheme) told.set('scheme', scheme);
  return `/widget/${channel}#${told.toString()}`;
}

const keyOf = (channel: string): string => `causerie:${channel}`;

/** The token of the visitor who wrote in that panel (client/src/visitor.ts keeps it); null where nobody did. */
export function visitorToken(channel: string): string | null {
  try {
    const stored = JSON.parse(localStorage.getItem(keyOf(channel)) ?? 'null') as {
      token?: unknown;
      started?: unknown;
    } | null;
    return stored?.started === true && typeof stored.token === 'string' ? stored.token : null;
  } catch {
    return null;
  }
}

/** What was said is the account's now, and nobody's who opens this device after them. */
export function forgetVisitor(channel: string): void {
  localStorage.removeItem(keyOf(channel));
}
