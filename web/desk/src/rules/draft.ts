/** A rule as its form holds it, and as the server takes it. */

import type { NewRule, RuleWhen } from '@causerie/client';

import type { Priority } from '../inbox/sorting.svelte.ts';

export type Trigger = RuleWhen['on'];
export type Condition = NonNullable<NewRule['conditions']>[number];
export type Action = NewRule['then'][number];
export type What = Condition['what'];
export type Do = Action['do'];

export const TRIGGERS: readonly Trigger[] = [
  'conversation_began',
  'case_opened',
  'case_reopened',
  'customer_wrote',
  'agent_answered',
  'note_written',
  'case_resolved',
  'case_snoozed',
  'assigned',
  'labelled',
  'priority_changed',
  'deadline_missed',
  'rated',
  'unanswered',
  'silent',
];
export const WHATS: readonly What[] = [
  'words',
  'channel',
  'language',
  'label',
  'team',
  'assignee',
  'priority',
  'status',
  'attribute',
  'verified',
  'returning',
  'page',
  'ref',
  'hours',
  'waiting',
  'rating',
];
export const DOS: readonly Do[] = [
  'assign',
  'team',
  'route',
  'labels',
  'priority',
  'snooze',
  'resolve',
  'say',
  'note',
  'call',
];
export const HOWS = ['known', 'is', 'contains', 'at_least', 'at_most'] as const;
export const CHANNELS = ['web', 'messenger', 'email', 'desk', 'api'] as const;
export const CASES = ['open', 'snoozed', 'bot', 'resolved'] as const;
export const PRIORITIES: readonly Priority[] = ['urgent', 'high', 'medium', 'low'];
const MOST_MINUTES = 129_600;

export interface DraftCondition {
  what: What;
  negated: boolean;
  /** What is chosen of several; '' is nobody, or none. */
  chosen: string[];
  text: string;
  number: string;
  most: string;
  exact: boolean;
  how: (typeof HOWS)[number];
}

export interface DraftAction {
  do: Do;
  /** '' is nobody, none, or, of `say`, a text of its own. */
  id: string;
  chosen: string[];
  off: string[];
  text: string;
  number: string;
}

export interface Draft {
  name: string;
  on: Trigger;
  minutes: string;
  match: 'all' | 'any';
  conditions: DraftCondition[];
  then: DraftAction[];
}

export const isTimed = (on: Trigger): boolean => on === 'unanswered' || on === 'silent';

export function newCondition(what: What = 'words'): DraftCondition {
  return {
    what,
    negated: false,
    chosen: [],
    text: '',
    number: '1',
    most: '5',
    exact: false,
    how: 'known',
  };
}

export function newAction(what: Do = 'labels'): DraftAction {
  return { do: what, id: '', chosen: [], off: [], text: '', number: '' };
}

function drafted(condition: Condition): DraftCondition {
  const draft = { ...newCondition(condition.what), negated: condition.negated ?? false };
  switch (condition.what) {
    case 'words':
      return { ...draft, text: condition.words.join(', '), exact: condition.exact ?? false };
    case 'language':
      return { ...draft, text: condition.among.join(', ') };
    case 'channel':
    case 'label':
    case 'status':
      return { ...draft, chosen: [...condition.among] };
    case 'priority':
      return { ...draft, chosen: condition.among.map((one) => one ?? '') };
    case 'team':
    case 'assignee':
      return { ...draft, chosen: [...(condition.among ?? []), ...(condition.nobody ? [''] : [])] };
    case 'attribute': {
      const { how = 'known', key, value } = condition;
      return { ...draft, how, text: key, number: String(value ?? '') };
    }
    case 'page':
      return { ...draft, text: condition.text };
    case 'ref':
      return { ...draft, text: condition.ref };
    case 'waiting':
      return { ...draft, number: String(condition.minutes) };
    case 'rating':
      return { ...draft, number: String(condition.least ?? 1), most: String(condition.most ?? 5) };
    case 'verified':
    case 'returning':
    case 'hours':
      return draft;
  }
}

function draftedAction(action: Action): DraftAction {
  const draft = newAction(action.do);
  switch (action.do) {
    case 'assign':
      return { ...draft, id: action.to ?? '' };
    case 'team':
      return { ...draft, id: action.team ?? '' };
    case 'labels':
      return { ...draft, chosen: [...(action.on ?? [])], off: [...(action.off ?? [])] };
    case 'priority':
      return { ...draft, id: action.priority ?? '' };
    case 'snooze':
      return { ...draft, number: action.minutes === null ? '' : String(action.minutes) };
    case 'say':
      return { ...draft, id: action.reply ?? '', text: action.text ?? '' };
    case 'note':
      return { ...draft, text: action.text };
    case 'call':
      return { ...draft, id: action.webhook };
    case 'route':
    case 'resolve':
      return draft;
  }
}

export function draftOf(rule: NewRule): Draft {
  return {
    name: rule.name,
    on: rule.when.on,
    minutes: String(rule.when.minutes ?? 30),
    match: rule.match ?? 'all',
    conditions: (rule.conditions ?? []).map(drafted),
    then: rule.then.map(draftedAction),
  };
}

const listed = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter(Boolean);
const whole = (text: string, most: number): boolean =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;

/** Whether something is missing in it. */
export function isWrong(draft: DraftCondition | DraftAction): boolean {
  if ('what' in draft) {
    if (['channel', 'label', 'team', 'assignee', 'priority', 'status'].includes(draft.what))
      return draft.chosen.length === 0;
    if (draft.what === 'words' || draft.what === 'language') return listed(draft.text).length === 0;
    if (draft.what === 'attribute')
      return draft.text === '' || (draft.how !== 'known' && draft.number.trim() === '');
    if (draft.what === 'page' || draft.what === 'ref') return draft.text.trim() === '';
    if (draft.what === 'waiting') return !whole(draft.number, MOST_MINUTES);
    return draft.what === 'rating' && Number(draft.number) > Number(draft.most);
  }
  if (draft.do === 'labels') return draft.chosen.length + draft.off.length === 0;
  if (draft.do === 'snooze')
    return draft.number.trim() !== '' && !whole(draft.number, MOST_MINUTES);
  if (draft.do === 'say') return draft.id === '' && draft.text.trim() === '';
  if (draft.do === 'note') return draft.text.trim() === '';
  return draft.do === 'call' && draft.id === '';
}

export const wrongMinutes = (draft: Draft): boolean =>
  isTimed(draft.on) && !whole(draft.minutes, MOST_MINUTES);

/** Whether it can be sent as it is. */
export const isWhole = (draft: Draft): boolean =>
  draft.name.trim() !== '' &&
  !wrongMinutes(draft) &&
  draft.then.length > 0 &&
  ![...draft.conditions, ...draft.then].some(isWrong);

const among = <Kind extends string>(known: readonly Kind[], chosen: readonly string[]): Kind[] =>
  known.filter((one) => chosen.includes(one));

function conditionOf(draft: DraftCondition): Condition {
  const { what, negated, chosen, text } = draft;
  const ids = chosen.filter(Boolean);
  const nobody = chosen.includes('');
  switch (what) {
    case 'words':
      return { what, negated, words: listed(text), exact: draft.exact };
    case 'language':
      return { what, negated, among: listed(text) };
    case 'channel':
      return { what, negated, among: among(CHANNELS, chosen) };
    case 'label':
      return { what, negated, among: chosen };
    case 'status':
      return { what, negated, among: among(CASES, chosen) };
    case 'priority':
      return { what, negated, among: [...among(PRIORITIES, chosen), ...(nobody ? [null] : [])] };
    case 'team':
    case 'assignee':
      return { what, negated, among: ids, nobody };
    case 'attribute':
      return { what, negated, key: text, how: draft.how, value: valueOf(draft) };
    case 'page':
      return { what, negated, text: text.trim() };
    case 'ref':
      return { what, negated, ref: text.trim() };
    case 'waiting':
      return { what, negated, minutes: Number(draft.number) };
    case 'rating':
      return { what, negated, least: Number(draft.number), most: Number(draft.most) };
    case 'verified':
    case 'returning':
    case 'hours':
      return { what, negated };
  }
}

function valueOf({ how, number }: DraftCondition): string | number | null {
  if (how === 'known') return null;
  const said = number.trim();
  const compares = how === 'at_least' || how === 'at_most';
  return compares && Number.isFinite(Number(said)) ? Number(said) : said;
}

function actionOf(draft: DraftAction): Action {
  const id = draft.id || null;
  switch (draft.do) {
    case 'assign':
      return { do: 'assign', to: id };
    case 'team':
      return { do: 'team', team: id };
    case 'labels':
      return { do: 'labels', on: draft.chosen, off: draft.off };
    case 'priority':
      return { do: 'priority', priority: PRIORITIES.find((one) => one === draft.id) ?? null };
    case 'snooze':
      return { do: 'snooze', minutes: draft.number.trim() === '' ? null : Number(draft.number) };
    case 'say':
      return { do: 'say', reply: id, text: id ? null : draft.text.trim() };
    case 'note':
      return { do: 'note', text: draft.text.trim() };
    case 'call':
      return { do: 'call', webhook: draft.id };
    case 'route':
    case 'resolve':
      return { do: draft.do };
  }
}

export function ruleOf(draft: Draft): NewRule {
  return {
    name: draft.name.trim(),
    when: { on: draft.on, minutes: isTimed(draft.on) ? Number(draft.minutes) : null },
    match: draft.match,
    conditions: draft.conditions.map(conditionOf),
    then: draft.then.map(actionOf),
  };
}

/** What is there to be chosen. */
export interface Choices {
  readonly people: readonly (readonly [string, string])[];
  readonly teams: readonly (readonly [string, string])[];
  readonly labels: readonly (readonly [string, string])[];
  readonly replies: readonly (readonly [string, string])[];
  readonly webhooks: readonly (readonly [string, string])[];
  readonly attributes: readonly (readonly [string, string])[];
}

/** Whether it names somebody or something that is not there any more. */
export function namesGone(draft: DraftCondition | DraftAction, choices: Choices): boolean {
  const lacks = (known: Choices[keyof Choices], ids: readonly string[]): boolean =>
    ids.some((id) => id !== '' && !known.some(([one]) => one === id));
  if ('what' in draft) {
    if (draft.what === 'team') return lacks(choices.teams, draft.chosen);
    return draft.what === 'assignee' && lacks(choices.people, draft.chosen);
  }
  switch (draft.do) {
    case 'assign':
      return lacks(choices.people, [draft.id]);
    case 'team':
      return lacks(choices.teams, [draft.id]);
    case 'say':
      return lacks(choices.replies, [draft.id]);
    case 'call':
      return lacks(choices.webhooks, [draft.id]);
    case 'labels':
      return lacks(choices.labels, draft.chosen);
    default:
      return false;
  }
}
