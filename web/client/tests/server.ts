/** A small server of the live protocol (docs/live.md) with state and real sockets, for the tests of the client. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import type { WebSocket } from 'ws';

import type { Append, ClientFrame, Entries, Entry, Person, ServerFrame } from '../src/schema.ts';

// Vitest resolves packages as for a browser, where `ws` is empty: take its file by its path.
const require = createRequire(import.meta.url);
export const ws = require(
  join(dirname(require.resolve('ws/package.json')), 'index.js'),
) as typeof import('ws');

interface Conversation {
  id: string;
  entries: Entry[];
}

/** One line of a client, over whichever carrier. */
interface Peer {
  token: string;
  watched: Set<string>;
  send(frame: ServerFrame): void;
}

export const AGENT: Person = {
  kind: 'staff',
  id: '0192f000-0000-7000-8000-00000000000a',
  name: 'Ana',
};

export class LiveServer {
  readonly conversations = new Map<string, Conversation>();
  /** Every frame that clients sent, in order. */
  readonly heard: ClientFrame[] = [];
  readonly uploads: { name: string; bytes: Buffer }[] = [];
  epoch = 'first';
  heartbeatSeconds = 20;
  /** What answers an append before it is kept, where it does. */
  refuse: (append: Append) => ServerFrame | null = () => null;
  /** How many of the next appends are kept without an ack, with the socket cut. */
  loseAcks = 0;
  /** Conversations that went on elsewhere. */
  readonly locked = new Set<string>();
  socketsAllowed = true;
  streamsAllowed = true;
  pollsAllowed = true;
  sessions = 0;
  readonly #peers = new Set<Peer>();
  readonly #sockets = new Set<WebSocket>();
  readonly #byToken = new Map<string, string>();
  readonly #http: Server;
  readonly #ws = new ws.WebSocketServer({ noServer: true });

  constructor() {
    this.#http = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#http.on('upgrade', (request, socket, head) => {
      if (!this.socketsAllowed) {
        socket.destroy();
        return;
      }
      this.#ws.handleUpgrade(request, socket, head, (client) => {
        this.#connect(client);
      });
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Cuts every socket without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#http.closeAllConnections();
  }

  get lines(): number {
    return this.#sockets.size;
  }

  make(id: string): Conversation {
    const conversation = { id, entries: [] };
    this.conversations.set(id, conversation);
    return conversation;
  }

  /** The agent says something. */
  say(id: string, text: string): Entry {
    const content = { kind: 'text', text } as const;
    const author = { kind: 'staff', id: AGENT.id } as const;
    return this.#append(this.#get(id), content, author, `agent-${Math.random().toString(36)}`);
  }

  /** Tells every line. */
  tell(frame: ServerFrame): void {
    for (const peer of this.#peers) peer.send(frame);
  }

  #get(id: string): Conversation {
    const conversation = this.conversations.get(id);
    if (!conversation) throw new Error(`no conversation ${id}`);
    return conversation;
  }

  #append(
    conversation: Conversation,
    content: Append['content'] | { kind: 'text'; text: string },
    author: Entry['author'],
    clientId: string,
  ): Entry {
    const entry: Entry = {
      conversation: conversation.id,
      seq: conversation.entries.length + 1,
      at: new Date(0).toISOString(),
      author,
      channel: author.kind === 'staff' ? 'desk' : 'web',
      client_id: clientId,
      body: { kind: 'message', content: content as { kind: 'text'; text: string } },
    };
    conversation.entries.push(entry);
    for (const peer of this.#peers)
      if (peer.watched.has(conversation.id))
        peer.send(this.#page(conversation, entry.seq - 1, entry.seq));
    return entry;
  }

  #page(conversation: Conversation, after: number, through: number): Entries {
    return {
      t: 'entries',
      conversation: conversation.id,
      after,
      through,
      head: conversation.entries.length,
      entries: conversation.entries.slice(after, through),
      people: [AGENT],
    };
  }

  #connect(socket: WebSocket): void {
    const peer: Peer = {
      token: '',
      watched: new Set(),
      send: (frame) => {
        socket.send(JSON.stringify(frame));
      },
    };
    this.#sockets.add(socket);
    this.#peers.add(peer);
    socket.on('error', () => undefined); // A cut line is what these tests are about.
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#peers.delete(peer);
    });
    socket.on('message', (data: Buffer) => {
      const lost = this.#handle(peer, JSON.parse(data.toString()) as ClientFrame);
      if (lost) socket.terminate();
    });
  }

  /** Handles one frame; tells whether the line is to be cut. */
  #handle(peer: Peer, frame: ClientFrame): boolean {
    this.heard.push(frame);
    switch (frame.t) {
      case 'hello':
        peer.token = frame.token ?? '';
        peer.send({
          t: 'welcome',
          epoch: this.epoch,
          heartbeat_seconds: this.heartbeatSeconds,
          limits: { frame: 65_536, text: 10_000, file: 25_000_000 },
          you: null,
          conversation: this.#byToken.get(peer.token) ?? null,
        });
        if (frame.epoch && frame.epoch !== this.epoch) peer.send({ t: 'resync', what: 'all' });
        return false;
      case 'watch':
        this.#watch(peer, frame.conversation, frame.after ?? null);
        return false;
      case 'pull': {
        const conversation = this.#get(frame.conversation);
        const limit = frame.limit ?? 200;
        const before = frame.before ?? conversation.entries.length + 1;
        const after = frame.after ?? Math.max(0, before - 1 - limit);
        const through = Math.min(before - 1, after + limit);
        peer.send(this.#page(conversation, after, through));
        return false;
      }
      case 'append':
        return this.#take(peer, frame);
      case 'ping':
        peer.send({ t: 'pong' });
        return false;
      case 'list':
        peer.send({ t: 'heads', heads: [], cursor: `${frame.after ?? ''}+` });
        return false;
      default:
        return false;
    }
  }

  #watch(peer: Peer, id: string, after: number | null): void {
    const conversation = this.#get(id);
    const head = conversation.entries.length;
    peer.watched.add(id);
    peer.send({
      t: 'watching',
      conversation: id,
      head,
      marks: [],
      people: [AGENT],
      online: [],
      page: null,
      locked: this.locked.has(id),
    });
    const from = after ?? Math.max(0, head - 200);
    peer.send(this.#page(conversation, from, Math.min(head, from + 200)));
  }

  #take(peer: Peer, frame: Append): boolean {
    const refusal = this.refuse(frame);
    if (refusal) {
      peer.send(refusal);
      return false;
    }
    let id = frame.conversation ?? this.#byToken.get(peer.token);
    if (!id) {
      id = `conversation-of-${peer.token}`;
      this.make(id);
      this.#byToken.set(peer.token, id);
    }
    const conversation = this.#get(id);
    const again = conversation.entries.find((entry) => entry.client_id === frame.client_id);
    const entry =
      again ??
      this.#append(
        conversation,
        frame.content,
        { kind: 'contact', id: peer.token },
        frame.client_id,
      );
    if (this.loseAcks > 0) {
      this.loseAcks -= 1;
      return true;
    }
    peer.send({ t: 'ack', client_id: frame.client_id, conversation: id, seq: entry.seq });
    return false;
  }

  // over HTTP -------------------------------------------------------------------------------------------------------

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*');
    if (request.method === 'OPTIONS') {
      response.end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (pathname.endsWith('/session')) {
      this.sessions += 1;
      response.end(JSON.stringify({ token: `token-${this.sessions}` }));
    } else if (pathname.endsWith('/files')) {
      const name = decodeURIComponent(String(request.headers['x-file-name']));
      this.uploads.push({ name, bytes: body });
      response.statusCode = 201;
      response.end(
        JSON.stringify({
          id: `file-${this.uploads.length}`,
          name,
          media_type: 'image/png',
          thumbnail_url: '/t',
        }),
      );
    } else if (pathname === '/live/poll' && this.pollsAllowed) {
      this.#poll(body, Number(searchParams.get('wait')), response);
    } else if (pathname === '/live/stream' && this.streamsAllowed) {
      this.#stream(body, response);
    } else {
      response.statusCode = 404;
      response.end(JSON.stringify({ code: 'not_found', detail: pathname }));
    }
  }

  #stream(body: Buffer, response: ServerResponse): void {
    response.setHeader('Content-Type', 'text/event-stream');
    this.#hear(body, response, (frame) => {
      response.write(`data: ${JSON.stringify(frame)}\n\n`);
    });
  }

  #poll(body: Buffer, wait: number, response: ServerResponse): void {
    const frames: ServerFrame[] = [];
    const done = (): void => {
      if (!response.writableEnded) response.end(JSON.stringify(frames));
    };
    this.#hear(body, response, (frame) => {
      frames.push(frame);
      if (frame.t === 'entries' && frame.entries.length > 0) setImmediate(done);
    });
    setTimeout(done, wait * 1000).unref();
  }

  #hear(body: Buffer, response: ServerResponse, send: (frame: ServerFrame) => void): void {
    const peer: Peer = { token: '', watched: new Set(), send };
    this.#peers.add(peer);
    response.on('close', () => this.#peers.delete(peer));
    for (const frame of JSON.parse(body.toString()) as ClientFrame[])
      if (this.#handle(peer, frame)) response.destroy();
  }
}
