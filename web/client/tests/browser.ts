/** What a page has and Node has not, over Node's own fetch, blobs and streams: happy-dom's can't be cut or cloned. */
import { Window } from 'happy-dom';
import { vi } from 'vitest';

import { ws } from './server.ts';

/** A refused connection is an event here, and would be an exception in `ws` alone. */
export class Socket extends ws.WebSocket {
  constructor(address: URL) {
    super(address);
    this.on('error', () => undefined);
  }
}

/** The little of XMLHttpRequest that an upload needs. */
class Request {
  status = 0;
  responseText = '';
  onloadend: () => void = () => undefined;
  readonly upload: { onprogress: (event: { loaded: number; total: number }) => void } = {
    onprogress: () => undefined,
  };
  readonly #headers = new Headers();
  #address = '';

  open(_method: string, address: string): void {
    this.#address = address;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  abort(): void {
    this.onloadend();
  }

  send(body: Blob): void {
    fetch(this.#address, { method: 'POST', headers: this.#headers, body })
      .then(async (answer) => {
        this.upload.onprogress({ loaded: body.size, total: body.size });
        this.responseText = await answer.text();
        this.status = answer.status;
      })
      .catch(() => undefined) // No answer is status 0, as in a browser.
      .finally(() => {
        this.onloadend();
      });
  }
}

/** Opens a page whose storage is empty. */
export function openPage(url: string): void {
  const page = new Window({ url });
  vi.stubGlobal('location', page.location);
  vi.stubGlobal('document', page.document);
  vi.stubGlobal('localStorage', page.localStorage);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('XMLHttpRequest', Request);
}
