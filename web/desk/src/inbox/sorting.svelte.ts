import type { AttributeDefinition, Http, Label, Team } from '@causerie/client';

export const PRIORITIES = ['urgent', 'high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The labels and teams by which this workspace sorts its cases, and what else it wants to know. */
export class Sorting {
  readonly #http: Http;
  readonly #root: string;
  #labels = $state.raw<readonly Label[]>([]);
  #teams = $state.raw<readonly Team[]>([]);
  #attributes = $state.raw<readonly AttributeDefinition[]>([]);

  constructor(http: Http, workspace: string) {
    this.#http = http;
    this.#root = `/api/v1/workspaces/${workspace}`;
    void this.load();
  }

  get labels(): readonly Label[] {
    return this.#labels;
  }

  get teams(): readonly Team[] {
    return this.#teams;
  }

  /** What the business wants to know of contacts and cases. */
  get attributes(): readonly AttributeDefinition[] {
    return this.#attributes;
  }

  colourOf(label: string): string {
    return this.#labels.find(({ name }) => name === label)?.colour ?? 'var(--text-muted)';
  }

  /** Asks again. What can't be had now stays as it was known. */
  async load(): Promise<void> {
    const [labels, teams, attributes] = await Promise.allSettled([
      this.#http.get<Label[]>(`${this.#root}/labels`),
      this.#http.get<Team[]>(`${this.#root}/teams`),
      this.#http.get<AttributeDefinition[]>(`${this.#root}/attributes`),
    ]);
    if (labels.status === 'fulfilled') this.#labels = labels.value;
    if (teams.status === 'fulfilled') this.#teams = teams.value;
    if (attributes.status === 'fulfilled') this.#attributes = attributes.value;
  }
}
