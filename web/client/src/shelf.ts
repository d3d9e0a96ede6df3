/** Where unsent messages are kept on this device. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

import type { PendingContent, PendingProblem } from './model.ts';
import type { Amend, Append } from './schema.ts';

export type Draft = Append['content'];

/** What changes an entry that is there. */
export type AmendContent = { kind: 'amend' } & Pick<Amend, 'of' | 'change'>;

/** A message, or an amendment, as it is kept until its ack. */
export interface Kept {
  clientId: string;
  conversation: string | null;
  workspace: string | null;
  content: PendingContent | AmendContent;
  /** What is appended; null until the file is uploaded. */
  draft: Draft | null;
  note: boolean;
  replyTo: number | null;
  at: number;
  problem: PendingProblem | null;
}

export interface Shelf {
  /** In the order in which they were put. */
  load(): Promise<Kept[]>;
  put(item: Kept): Promise<void>;
  /** Replaces an item that is still there: a second tab may have sent it meanwhile. */
  change(item: Kept): Promise<void>;
  remove(clientId: string): Promise<void>;
  clear(): Promise<void>;
}

interface Schema extends DBSchema {
  outbox: {
    key: number;
    value: Kept & { owner: string };
    indexes: { owner: string; client: [string, string] };
  };
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('causerie', 1, {
    upgrade(db) {
      const store = db.createObjectStore('outbox', { autoIncrement: true });
      store.createIndex('owner', 'owner');
      store.createIndex('client', ['owner', 'clientId'], { unique: true });
    },
  });
  return opened;
}

/**
 * The shelf of one owner in IndexedDB; pictures and files are kept as blobs. The database is made by the first `load`
 * or `put`, and no sooner.
 */
export function shelfOf(owner: string): Shelf {
  const key = (clientId: string): [string, string] => [owner, clientId];
  return {
    async load() {
      return (await database()).getAllFromIndex('outbox', 'owner', owner);
    },
    async put(item) {
      await (await database()).add('outbox', { ...item, owner });
    },
    async change(item) {
      const store = (await database()).transaction('outbox', 'readwrite').store;
      const at = await store.index('client').getKey(key(item.clientId));
      if (at !== undefined) await store.put({ ...item, owner }, at);
    },
    async remove(clientId) {
      const store = (await database()).transaction('outbox', 'readwrite').store;
      const at = await store.index('client').getKey(key(clientId));
      if (at !== undefined) await store.delete(at);
    },
    async clear() {
      const store = (await database()).transaction('outbox', 'readwrite').store;
      const keys = await store.index('owner').getAllKeys(owner);
      await Promise.all(keys.map((at) => store.delete(at)));
    },
  };
}
