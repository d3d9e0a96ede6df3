import type { FoundPerson } from '@causerie/client';

import { http } from '../account/account.svelte.ts';
import type { Book, Known } from './book.ts';
import type { Asked } from './worker.ts';

/** So many addresses are asked for at once. */
const AT_ONCE = 1000;

/** Somebody who is here, as they call themselves, and as the book does. */
export interface Here {
  person: FoundPerson;
  known: Known;
}

/** Reads the file on this device, in a worker: the page goes on meanwhile. */
export async function read(file: File, phone: string | null): Promise<Book> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  try {
    const asked: Asked = { name: file.name, text: await file.text(), phone, region: region() };
    return await new Promise<Book>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Book>) => {
        resolve(data);
      };
      worker.onerror = ({ message }) => {
        reject(new Error(message));
      };
      worker.postMessage(asked);
    });
  } finally {
    worker.terminate();
  }
}

/** Who of them is here and agreed to be found, each once. */
export async function look(known: readonly Known[]): Promise<Here[]> {
  const whose = new Map(known.flatMap((one) => one.addresses.map((address) => [address, one])));
  const addresses = [...whose.keys()];
  const here = new Map<string, Here>();
  for (let at = 0; at < addresses.length; at += AT_ONCE) {
    const found = await http.post<FoundPerson[]>('/api/v1/me/people', {
      addresses: addresses.slice(at, at + AT_ONCE),
    });
    for (const person of found) {
      const by = whose.get(person.address);
      if (by) here.set(person.account, { person, known: by });
    }
  }
  return [...here.values()];
}

/** The country that the browser's languages name. */
function region(): string | undefined {
  for (const language of navigator.languages) {
    const { region } = new Intl.Locale(language);
    if (region !== undefined) return region;
  }
  return undefined;
}
