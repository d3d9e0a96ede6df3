import { Problem, type Person, type Team } from '@causerie/client';
import { formatComing, toast, type MenuItem } from '@causerie/ui';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import Check from '@lucide/svelte/icons/check';
import Clock from '@lucide/svelte/icons/clock';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import UserRound from '@lucide/svelte/icons/user-round';
import UserRoundX from '@lucide/svelte/icons/user-round-x';

import { messages } from '../messages/index.ts';
import { explain } from '../problems.ts';
import { messages as routing } from '../routing/messages/index.ts';
import { colourOf, type Roster } from '../routing/roster.svelte.ts';
import type { OpenConversation } from './open.svelte.ts';
import { snoozeTimes } from './snooze.ts';
import { PRIORITIES, type Priority, type Sorting } from './sorting.svelte.ts';
import { offerUndo } from './undo.ts';

/** Something to choose. `on`: it is so already. */
export interface Choice extends MenuItem {
  on?: boolean;
}

type Part = 'assign' | 'snooze' | 'status' | 'sort';

/** What can be done with the case on the screen: each deed says how it went, and offers a way back where there is one. */
export class Casework {
  readonly #there: OpenConversation;
  readonly #staff: () => readonly Person[];
  readonly #sorting: Sorting;
  readonly #roster: Roster;
  readonly #me: string;
  #busy = $state.raw<Part>();
  /** A time is being picked. */
  picking = $state(false);

  constructor(
    there: OpenConversation,
    staff: () => readonly Person[],
    sorting: Sorting,
    roster: Roster,
    me: string,
  ) {
    this.#there = there;
    this.#staff = staff;
    this.#sorting = sorting;
    this.#roster = roster;
    this.#me = me;
  }

  /** What is on its way. */
  get busy(): Part | undefined {
    return this.#busy;
  }

  get ended(): boolean {
    const status = this.#there.head?.status;
    return status === 'resolved' || status === 'none';
  }

  /** Whoever answers most often takes it: me first, then the team, the others by name, and nobody. */
  people(): Choice[] {
    const { assignee, team: its } = this.#there.head ?? {};
    const team = this.#sorting.teams.find(({ id }) => id === its?.id);
    const nearness = (person: Person): number =>
      person.id === this.#me ? 2 : Number(isIn(team, person));
    const people = [...this.#staff()].sort(
      (a, b) => nearness(b) - nearness(a) || a.name.localeCompare(b.name),
    );
    return [
      ...people.map((person) => ({
        id: person.id,
        label: person.id === this.#me ? messages.t.toMe(person.name) : person.name,
        ...this.#availability(person, team && isIn(team, person) ? team.name : ''),
        icon: person.id === assignee?.id ? Check : UserRound,
        on: person.id === assignee?.id,
        onselect: () => void this.assign(person.id),
      })),
      {
        id: 'nobody',
        label: messages.t.nobody,
        icon: assignee ? UserRoundX : Check,
        on: !assignee,
        onselect: () => void this.assign(null),
      },
    ];
  }

  /** Whether they are there, and of which team. */
  #availability(person: Person, team: string): Pick<Choice, 'hint' | 'colour'> {
    const state = this.#roster.of(person.id)?.state;
    const hint = [team, state && routing.t.states[state]].filter(Boolean).join(' · ');
    return { ...(hint && { hint }), ...(state && { colour: colourOf(state) }) };
  }

  /** Until when it can be put away; first, where it is, how it comes back. */
  times(now: Date): Choice[] {
    const words = messages.t.case;
    const status = this.#there.head?.status;
    const wake = {
      id: 'wake',
      label: status === 'bot' ? words.takeOver : words.wake,
      icon: RotateCcw,
      onselect: () => void this.#run('snooze', () => this.#there.reopen()),
    };
    return [
      ...(status === 'open' ? [] : [wake]),
      ...snoozeTimes(now).map(({ choice, until }) => ({
        id: choice,
        label: words[choice],
        hint: formatComing(until, now),
        icon: Clock,
        onselect: () => void this.snooze(until),
      })),
      {
        id: 'answer',
        label: words.untilAnswer,
        icon: MessageCircle,
        onselect: () => void this.snooze(null),
      },
      {
        id: 'pick',
        label: words.pickTime,
        icon: CalendarClock,
        onselect: () => (this.picking = true),
      },
    ];
  }

  /** Each puts one label on, or takes it off. */
  labels(): Choice[] {
    const present = this.#there.head?.labels ?? [];
    const known = this.#sorting.labels.map(({ name }) => name);
    return [...known, ...present.filter((name) => !known.includes(name))].map((name) => {
      const on = present.includes(name);
      const next = on ? present.filter((one) => one !== name) : [...present, name];
      return {
        id: name,
        label: name,
        colour: this.#sorting.colourOf(name),
        on,
        onselect: () => void this.#run('sort', () => this.#there.label(next)),
      };
    });
  }

  priorities(): Choice[] {
    const words = messages.t.sort;
    const choice = (id: Priority | null): Choice => ({
      id: id ?? 'none',
      label: id ? words.priorities[id] : words.none,
      on: id === (this.#there.head?.priority ?? null),
      onselect: () => void this.#run('sort', () => this.#there.prioritise(id)),
    });
    return [...PRIORITIES, null].map(choice);
  }

  teams(): Choice[] {
    const choice = (id: string | null, label: string): Choice => ({
      id: id ?? 'none',
      label,
      on: id === (this.#there.head?.team?.id ?? null),
      onselect: () => void this.#run('sort', () => this.#there.giveToTeam(id)),
    });
    return [
      ...this.#sorting.teams.map(({ id, name }) => choice(id, name)),
      choice(null, messages.t.sort.none),
    ];
  }

  /** Gives it to somebody, or to nobody; says who was faster, where somebody was. */
  async assign(person: string | null): Promise<void> {
    await this.#run('assign', async () => {
      try {
        await this.#there.assign(person);
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
        const now = await this.#there.refresh();
        toast(messages.t.case.hasIt(now.assignee?.name ?? messages.t.nobody));
      }
    });
  }

  async take(): Promise<void> {
    await this.assign(this.#me);
  }

  async snooze(until: Date | null): Promise<void> {
    const back = this.#wayBack();
    if (await this.#run('snooze', () => this.#there.snooze(until)))
      offerUndo(messages.t.case.didSnooze, back);
  }

  async giveToBot(): Promise<void> {
    const back = this.#wayBack();
    if (await this.#run('snooze', () => this.#there.giveToBot()))
      offerUndo(messages.t.case.withBot, back);
  }

  /** Resolves it; whether it is so now. */
  async resolve(): Promise<boolean> {
    const back = this.#wayBack();
    const done = await this.#run('status', () => this.#there.resolve());
    if (done) offerUndo(messages.t.case.didResolve, back);
    return done;
  }

  /** Resolves what is not, opens what is resolved. */
  async toggle(): Promise<void> {
    if (this.ended) await this.#run('status', () => this.#there.reopen());
    else await this.resolve();
  }

  /** Puts the case back to what it is now; nothing else happens to it by that. */
  #wayBack(): () => Promise<void> {
    const there = this.#there;
    const { status, status_until: until } = there.head ?? {};
    return async () => {
      await there.reopen();
      if (status === 'snoozed') await there.snooze(until ?? null);
      else if (status === 'bot') await there.giveToBot();
    };
  }

  async #run(part: Part, deed: () => Promise<void>): Promise<boolean> {
    this.#busy = part;
    try {
      await deed();
      return true;
    } catch (error) {
      toast(explain(error), { tone: 'error' });
      return false;
    } finally {
      this.#busy = undefined;
    }
  }
}

function isIn(team: Team | undefined, person: Person): boolean {
  return team?.members.includes(person.id) ?? false;
}
