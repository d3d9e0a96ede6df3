/** A rule in the reader's language. */

import type { Rule } from '@causerie/client';

import { messages as desk } from '../messages/index.ts';
import type { Action, Choices, Condition } from './draft.ts';
import { messages } from './messages/index.ts';

const list = (parts: readonly string[]): string =>
  new Intl.ListFormat(messages.t.tag, { type: 'conjunction' }).format(parts);

const nameIn = (
  choices: Choices[keyof Choices],
  id: string | null | undefined,
  none: string,
): string =>
  id === null || id === undefined
    ? none
    : (choices.find(([known]) => known === id)?.[1] ?? messages.t.gone);

/** "Label: vip, refund", "not Within office hours". */
export function conditionText(condition: Condition, choices: Choices): string {
  const t = messages.t;
  const values = ((): string[] => {
    switch (condition.what) {
      case 'words':
        return condition.words;
      case 'language':
      case 'label':
        return condition.among;
      case 'channel':
        return condition.among.map((one) => desk.t.channel[one]);
      case 'status':
        return condition.among.flatMap((one) => (one === 'none' ? [] : [t.statuses[one]]));
      case 'priority':
        return condition.among.map((one) => (one ? desk.t.sort.priorities[one] : t.noPriority));
      case 'team':
        return [
          ...(condition.among ?? []).map((id) => nameIn(choices.teams, id, t.noTeam)),
          ...(condition.nobody ? [t.noTeam] : []),
        ];
      case 'assignee':
        return [
          ...(condition.among ?? []).map((id) => nameIn(choices.people, id, t.nobody)),
          ...(condition.nobody ? [t.nobody] : []),
        ];
      case 'attribute': {
        const said = condition.value === null ? '' : ` ${String(condition.value)}`;
        const name = choices.attributes.find(([key]) => key === condition.key)?.[1];
        return [`${name ?? condition.key} ${t.hows[condition.how ?? 'known']}${said}`];
      }
      case 'page':
        return [condition.text];
      case 'ref':
        return [condition.ref];
      case 'waiting':
        return [`${condition.minutes} ${t.minutes.toLowerCase()}`];
      case 'rating':
        return [`${condition.least ?? 1}–${condition.most ?? 5} ★`];
      case 'verified':
      case 'returning':
      case 'hours':
        return [];
    }
  })();
  const said = [t.whats[condition.what], values.join(', ')].filter(Boolean).join(': ');
  return condition.negated ? `${said} (${t.isNot})` : said;
}

/** "Assign to Adam", "Put on vip". */
export function actionText(action: Action, choices: Choices): string {
  const t = messages.t;
  const what = t.dos[action.do];
  switch (action.do) {
    case 'assign':
      return `${what}: ${nameIn(choices.people, action.to, t.nobody)}`;
    case 'team':
      return `${what}: ${nameIn(choices.teams, action.team, t.noTeam)}`;
    case 'labels':
      return [
        action.on?.length ? `${t.putOn}: ${action.on.join(', ')}` : '',
        action.off?.length ? `${t.takeOff}: ${action.off.join(', ')}` : '',
      ]
        .filter(Boolean)
        .join(' · ');
    case 'priority':
      return `${what}: ${action.priority ? desk.t.sort.priorities[action.priority] : t.noPriority}`;
    case 'say':
      return `${what}: ${action.text ?? nameIn(choices.replies, action.reply, '')}`;
    case 'note':
      return `${what}: ${action.text}`;
    case 'call':
      // Who may not lead is not told which webhooks there are.
      if (choices.webhooks.length === 0) return what;
      return `${what}: ${nameIn(choices.webhooks, action.webhook, '')}`;
    case 'snooze':
      return action.minutes === null
        ? what
        : `${what}: ${action.minutes} ${t.minutes.toLowerCase()}`;
    case 'route':
    case 'resolve':
      return what;
  }
}

/** The three parts of a rule: when, if, then. */
export function sentences(rule: Rule['body'], choices: Choices): [string, string][] {
  const t = messages.t;
  const minutes = rule.when.minutes ? ` (${rule.when.minutes})` : '';
  const conditions = (rule.conditions ?? []).map((one) => conditionText(one, choices));
  const join = rule.match === 'any' ? conditions.join(' / ') : list(conditions);
  return [
    [t.when, t.triggers[rule.when.on] + minutes],
    ...(conditions.length ? [[t.if, join] as [string, string]] : []),
    [t.then, rule.then.map((one) => actionText(one, choices)).join('; ')],
  ];
}

/** Whether it names somebody or something that is not there any more. */
export function isBroken(rule: Rule['body'], choices: Choices): boolean {
  return sentences(rule, choices).some(([, said]) => said.includes(messages.t.gone));
}
