import type { MenuItem } from '@causerie/ui';

import { messages } from './messages/index.ts';
import { en } from './messages/en.ts';
import { COMMANDS, type CommandId, type Group } from './registry.ts';

/** Something that can be done now, as the palette shows it. */
export interface Action extends MenuItem {
  group?: Group;
  keys?: readonly string[];
  /** Other words by which it is looked for. */
  also?: string;
  /** It is so already. */
  on?: boolean;
  /** It is there only now: nobody is offered it again. */
  passing?: boolean;
  /** What it is a choice of. */
  under?: string;
  /** What to choose from; `onselect` is for who presses a key. */
  steps?: () => readonly Action[];
}

/** What a command of the registry does here: at once, or after a choice. */
export interface Deed {
  label?: string;
  hint?: string;
  on?: boolean;
  icon?: NonNullable<Action['icon']>;
  run?: () => void;
  steps?: () => readonly Action[];
}

/** What can be done now; a command that is missing can't. */
export type Deeds = { readonly [id in CommandId]?: Deed | undefined };

/** The commands that can be given now, with their words and keys. */
export function actionsOf(deeds: Deeds): Action[] {
  return COMMANDS.flatMap(({ id, group, keys }): Action[] => {
    const deed = deeds[id];
    if (!deed) return [];
    const { run, ...rest } = deed;
    const label = messages.t.commands[id];
    return [{ id, group, keys, label, also: en.commands[id], onselect: () => run?.(), ...rest }];
  });
}

/** What an action asks to choose from, each with what it is a choice of. */
export function stepsOf(action: Action): Action[] {
  const under = action.under ? `${action.under} › ${action.label}` : action.label;
  return (action.steps?.() ?? []).map((step) => ({
    ...step,
    id: `${action.id} ${step.id}`,
    under,
    also: [action.also, step.also].filter(Boolean).join(' '),
  }));
}

/** Every choice that an action leads to. */
export function choicesOf(action: Action): Action[] {
  return stepsOf(action).flatMap((step) => (step.steps ? choicesOf(step) : [step]));
}
