import type { AgentCard, Client, Http } from '@causerie/client';

export type AgentState = AgentCard['state'];

export const STATES = ['online', 'busy', 'away'] as const satisfies readonly AgentState[];

/** Who of the staff is there, as long as the desk is open. */
export class Roster {
  readonly #http: Http;
  readonly #root: string;
  readonly #me: string;
  #agents = $state.raw<readonly AgentCard[]>([]);

  constructor(client: Client, http: Http, workspace: string, me: string) {
    this.#http = http;
    this.#root = `/api/v1/workspaces/${workspace}`;
    this.#me = me;
    client.listen((frame) => {
      // After every loss of the line it begins anew: what changed meanwhile was not told.
      if (frame.t === 'welcome') void this.load();
      else if (frame.t === 'availability') {
        this.#agents = this.#agents.map((agent) =>
          agent.person.id === frame.account ? { ...agent, state: frame.state } : agent,
        );
      }
    });
  }

  get agents(): readonly AgentCard[] {
    return this.#agents;
  }

  of(account: string): AgentCard | undefined {
    return this.#agents.find(({ person }) => person.id === account);
  }

  /** What it comes to for this agent; undefined for who only looks, and before it is known. */
  get mine(): AgentState | undefined {
    return this.of(this.#me)?.state;
  }

  /** Asks again. What can't be had now stays as it was known. */
  async load(): Promise<void> {
    try {
      this.#agents = await this.#http.get<AgentCard[]>(`${this.#root}/agents`);
    } catch {
      // The next line, or the next page, asks again.
    }
  }

  /** Says what one is oneself. Throws a `Problem`. */
  async say(state: AgentState): Promise<void> {
    this.put(await this.#http.put<AgentCard>(`${this.#root}/availability`, { state }));
  }

  /** Takes what a command answered with. */
  put(card: AgentCard): void {
    this.#agents = this.#agents.map((agent) => (agent.person.id === card.person.id ? card : agent));
  }
}

/** The colour of a state, beside its word. */
export function colourOf(state: AgentState): string {
  return { online: 'var(--online)', busy: 'var(--warning-text)', away: 'var(--border-strong)' }[
    state
  ];
}
