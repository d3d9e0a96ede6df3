import {
  newClientId,
  type Bulk,
  type Client,
  type DeskHead,
  type Http,
  type NewBulk,
  type Person,
  type ServerFrame,
} from '@causerie/client';
import { formatComing, toast } from '@causerie/ui';
import { SvelteDate } from 'svelte/reactivity';

import type { Choice } from '../inbox/casework.svelte.ts';
import { snoozeTimes } from '../inbox/snooze.ts';
import { PRIORITIES, type Sorting } from '../inbox/sorting.svelte.ts';
import { offerUndo, rememberUndo } from '../inbox/undo.ts';
import { speaks } from '../macros/steps.ts';
import { messages as desk } from '../messages/index.ts';
import { explain } from '../problems.ts';
import type { InboxRoute } from '../routes.ts';
import { messages } from './messages/index.ts';
import type { Selection } from './selection.svelte.ts';

export type Deed = NewBulk['deeds'][number];
/** What is asked before something is done with the chosen. */
export type Asked = 'assign' | 'team' | 'label' | 'unlabel' | 'priority' | 'snooze' | 'time';
/** What goes on, or how it went; `label`: what it is called. */
export interface Going {
  readonly label: string;
  /** It is of one conversation, that on the screen: how it went is told in passing. */
  readonly alone: boolean;
  readonly bulk: Bulk;
}

/** Without news for so long the server is asked how far it is. */
const ASK_AFTER_MS = 2_000;
/** How it went stands there for so long where all went well, and can be taken back. */
const SHOWN_MS = 10_000;

/** What is done with the chosen conversations, all at once. */
export class BulkWork {
  readonly selection: Selection;
  readonly #http: Http;
  readonly #root: string;
  readonly #me: string;
  readonly #staff: () => readonly Person[];
  readonly #sorting: Sorting;
  readonly #route: () => InboxRoute;
  #going = $state.raw<Going>();
  #asking: ReturnType<typeof setTimeout> | undefined;
  /** What was told last: it may be there before the answer to what began it. */
  #news: Extract<ServerFrame, { t: 'bulk_went' }> | undefined;
  asked = $state.raw<Asked>();
  /** What would be said to many, until somebody has said that it shall be. */
  unsaid = $state.raw<() => Promise<void>>();

  constructor(
    client: Client,
    http: Http,
    selection: Selection,
    sorting: Sorting,
    me: string,
    staff: () => readonly Person[],
    route: () => InboxRoute,
  ) {
    this.selection = selection;
    this.#http = http;
    this.#root = `/api/v1/workspaces/${route().workspace}/bulk`;
    this.#me = me;
    this.#staff = staff;
    this.#sorting = sorting;
    this.#route = route;
    client.listen((frame) => {
      if (frame.t !== 'bulk_went' || frame.by !== me) return;
      this.#news = frame;
      this.#heed();
    });
  }

  /** What goes on, or how the last one went. */
  get going(): Going | undefined {
    return this.#going;
  }

  get running(): boolean {
    return this.#going !== undefined && this.#going.bulk.done < this.#going.bulk.total;
  }

  /** Whether something of it can be taken back. */
  get canUndo(): boolean {
    const bulk = this.#going?.bulk;
    if (!bulk || bulk.undoes || bulk.deeds.every(({ kind }) => kind === 'read')) return false;
    return this.running || bulk.left < bulk.total;
  }

  people(): Choice[] {
    const mine = (person: Person): number => Number(person.id === this.#me);
    const people = [...this.#staff()].sort(
      (a, b) => mine(b) - mine(a) || a.name.localeCompare(b.name),
    );
    const choice = (assignee: string | null, label: string): Choice => ({
      id: assignee ?? 'nobody',
      label,
      onselect: () => void this.do(label, { kind: 'assign', assignee }),
    });
    return [
      ...people.map(({ id, name }) => choice(id, id === this.#me ? desk.t.toMe(name) : name)),
      choice(null, desk.t.nobody),
    ];
  }

  take(): void {
    this.people()[0]?.onselect();
  }

  teams(): Choice[] {
    const choice = (team: string | null, label: string): Choice => ({
      id: team ?? 'none',
      label,
      onselect: () => void this.do(label, { kind: 'team', team }),
    });
    const none = choice(null, desk.t.sort.none);
    return [...this.#sorting.teams.map(({ id, name }) => choice(id, name)), none];
  }

  priorities(): Choice[] {
    return [...PRIORITIES, null].map((priority) => {
      const label = priority ? desk.t.sort.priorities[priority] : desk.t.sort.none;
      return {
        id: priority ?? 'none',
        label,
        onselect: () => void this.do(label, { kind: 'priority', priority }),
      };
    });
  }

  /** Labels to be put on, or, of those that are on some, to be taken off. */
  labels(on: boolean): Choice[] {
    const known = this.#sorting.labels.map(({ name }) => name);
    const present = this.selection.heads.flatMap(({ labels }) => labels ?? []);
    const all = this.selection.beyond ? [...known, ...present] : present;
    const names = on ? known : all.filter((name, i) => all.indexOf(name) === i);
    return names.map((name) => ({
      id: name,
      label: name,
      colour: this.#sorting.colourOf(name),
      onselect: () => {
        this.label([name], on);
      },
    }));
  }

  label(names: string[], on: boolean): void {
    const label = `${on ? '+' : '−'} ${names.join(', ')}`;
    void this.do(label, { kind: 'labels', add: on ? names : [], remove: on ? [] : names });
  }

  times(): Choice[] {
    const words = desk.t.case;
    const now = new SvelteDate();
    return [
      ...snoozeTimes(now).map(({ choice, until }) => ({
        id: choice,
        label: words[choice],
        hint: formatComing(until, now),
        onselect: () => {
          this.snooze(until);
        },
      })),
      {
        id: 'answer',
        label: words.untilAnswer,
        onselect: () => {
          this.snooze(null);
        },
      },
      { id: 'pick', label: words.pickTime, onselect: () => (this.asked = 'time') },
    ];
  }

  snooze(until: Date | null): void {
    void this.do(desk.t.case.snooze, { kind: 'snooze', until: until?.toISOString() ?? null });
  }

  /** What the picker shows for what is asked. */
  choices(): Choice[] {
    switch (this.asked) {
      case 'assign':
        return this.people();
      case 'team':
        return this.teams();
      case 'label':
      case 'unlabel':
        return this.labels(this.asked === 'label');
      case 'priority':
        return this.priorities();
      case 'snooze':
        return this.times();
      default:
        return [];
    }
  }

  /** Resolves the chosen; opens them again where the list is of what is resolved. */
  end(): void {
    if (this.#route().status === 'resolved') void this.do(desk.t.reopen, { kind: 'reopen' });
    else void this.do(desk.t.resolve, { kind: 'resolve' });
  }

  read(): void {
    void this.do(messages.t.read, { kind: 'read' });
  }

  reopen(): void {
    void this.do(desk.t.reopen, { kind: 'reopen' });
  }

  /** Does several things with what is chosen, else with the open conversation. Many are told something only once
   * somebody has said that they shall be. */
  async run(label: string, deeds: Deed[], open: DeskHead | undefined): Promise<void> {
    if (!this.selection.empty) {
      const go = (): Promise<void> => this.do(label, ...deeds);
      if (speaks(deeds)) this.unsaid = go;
      else await go();
      return;
    }
    if (!open) return;
    const conversations = [{ conversation: open.conversation, seq: open.last_seq }];
    await this.#begin(label, this.#root, { client_id: newClientId(), deeds, conversations }, true);
  }

  /** Does it with all that is chosen; what it is called is shown meanwhile. */
  async do(label: string, ...deeds: Deed[]): Promise<void> {
    if (this.selection.empty) return;
    const conversations = this.#chosen();
    const begun = await this.#begin(label, this.#root, {
      client_id: newClientId(),
      deeds,
      conversations,
    });
    if (begun) this.selection.clear();
  }

  /** Takes back what was done last, or what is left of what goes on. */
  async undo(): Promise<void> {
    const going = this.#going;
    if (!going || !this.canUndo) return;
    const said = going.bulk.deeds.some(({ kind }) => kind === 'reply' || kind === 'note');
    const label = said ? messages.t.undoButSaid : desk.t.undo;
    await this.#begin(label, `${this.#root}/${going.bulk.id}/undo`, undefined, going.alone);
  }

  /** How it went was seen. */
  dismiss(): void {
    if (!this.running) this.#going = undefined;
  }

  #chosen(): NewBulk['conversations'] {
    const { selection } = this;
    if (!selection.beyond)
      return selection.heads.map(({ conversation, last_seq }) => ({ conversation, seq: last_seq }));
    const { view, status, only } = this.#route();
    return { view, status, ...only, due: only.due ?? false, without: [...selection.without] };
  }

  async #begin(label: string, path: string, body?: NewBulk, alone = false): Promise<boolean> {
    try {
      const bulk = await this.#http.post<Bulk>(path, body);
      this.#going = { label, bulk, alone };
      this.#went(bulk);
      this.#heed();
      return true;
    } catch (error) {
      toast(explain(error), { tone: 'error' });
      return false;
    }
  }

  /** Goes by what was told, where that is of what goes on. */
  #heed(): void {
    const [news, bulk] = [this.#news, this.#going?.bulk];
    if (!bulk || !news || news.bulk !== bulk.id || bulk.done === bulk.total) return;
    const { total, done, left } = news;
    if (done < total) this.#went({ ...bulk, total, done, left });
    else void this.#look(bulk.id);
  }

  #went(bulk: Bulk): void {
    if (!this.#going) return;
    this.#going = { ...this.#going, bulk };
    clearTimeout(this.#asking);
    if (bulk.done < bulk.total)
      this.#asking = setTimeout(() => void this.#look(bulk.id), ASK_AFTER_MS);
    else this.#ended(bulk);
  }

  #ended(bulk: Bulk): void {
    if (this.#going?.alone) {
      this.#tell(this.#going);
      return;
    }
    if (this.canUndo) rememberUndo(() => this.undo(), SHOWN_MS);
    if (bulk.left === 0)
      this.#asking = setTimeout(() => {
        if (this.#going?.bulk.id === bulk.id) this.#going = undefined;
      }, SHOWN_MS);
  }

  #tell({ label, bulk }: Going): void {
    const [left] = bulk.left_out;
    if (left) toast(`${label}: ${messages.t.whyLeft[left.why]}`, { tone: 'error' });
    else if (this.canUndo) offerUndo(messages.t.went(label, bulk.total), () => this.undo());
    else toast(messages.t.went(label, bulk.total));
  }

  async #look(id: string): Promise<void> {
    try {
      const bulk = await this.#http.get<Bulk>(`${this.#root}/${id}`);
      if (this.#going?.bulk.id === id) this.#went(bulk);
    } catch (error) {
      toast(explain(error), { tone: 'error' });
    }
  }
}
