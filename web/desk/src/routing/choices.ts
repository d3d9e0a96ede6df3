import { toast } from '@causerie/ui';

import type { Choice } from '../inbox/casework.svelte.ts';
import { explain } from '../problems.ts';
import { messages } from './messages/index.ts';
import { colourOf, STATES, type AgentState, type Roster } from './roster.svelte.ts';

/** What one can say of oneself. */
export function choices(roster: Roster): Choice[] {
  const { states, stateHints } = messages.t;
  return STATES.map((state) => ({
    id: state,
    label: states[state],
    hint: stateHints[state],
    colour: colourOf(state),
    on: roster.mine === state,
    onselect: () => void say(roster, state),
  }));
}

async function say(roster: Roster, state: AgentState): Promise<void> {
  try {
    await roster.say(state);
    toast(messages.t.nowYouAre(messages.t.states[state]), { tone: 'success' });
  } catch (error) {
    toast(explain(error), { tone: 'error' });
  }
}
