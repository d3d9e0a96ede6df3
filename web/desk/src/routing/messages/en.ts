import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  tag: 'en',
  title: 'Routing',
  text: 'Who gets a case, and by when it is answered.',
  failed: 'This can’t be loaded',
  save: 'Save',
  saved: 'Saved',
  cancel: 'Cancel',
  minutes: 'minutes',

  // being there
  availability: 'Availability',
  states: { online: 'Online', busy: 'Busy', away: 'Away' },
  stateHints: { online: 'New cases come to you', busy: 'No new cases', away: 'Not here' },
  nowYouAre: (state: string) => `You are now: ${state}`,

  // who gets a case
  rules: 'Who gets a case',
  rulesText: 'Agents who are online and have room. Each decision says why, in the conversation.',
  ways: { off: 'Whoever takes it', turns: 'One after the other', load: 'Whoever has the least' },
  wayHints: {
    off: 'New cases wait under Unassigned until somebody takes them.',
    turns: 'Everybody gets the same number of cases.',
    load: 'The next case goes to the agent with the fewest open ones.',
  },
  switches: {
    known_first: 'The agent this customer knows comes first',
    by_skill: 'Ask for skills',
    by_language: 'Rather somebody who speaks the customer’s language',
    reroute: 'Pass on what waits when its agent goes away',
  },
  switchHints: {
    known_first: 'Who answered them last gets them again, if there and free.',
    by_skill: 'A case with a label goes to an agent who knows about it, where anybody does.',
    by_language: 'If nobody does, it goes to somebody else.',
    reroute: 'Only cases whose customer waits for an answer.',
  },
  capacity: 'Open cases for each agent',
  capacityHint: 'Nobody is given more. Snoozed cases don’t count.',
  capacityWrong: 'A whole number from 0 to 1,000.',
  awayMinutes: 'Away after minutes',
  awayHint: 'Without the desk on a screen. Looking at it brings an agent back.',
  awayWrong: 'A whole number from 1 to 240.',
  overflow: 'Overflow',
  overflowText: 'A case that a team doesn’t answer in time goes to another team, once.',
  overflowFrom: 'From the team',
  overflowTo: 'To the team',
  overflowAdd: 'Add an overflow',
  overflowRemove: 'Remove this overflow',
  overflowWrong: 'Choose two different teams, and minutes from 1 to 10,080.',

  // people
  people: 'People',
  peopleText: 'Who is there, what they have, and what may be given to them.',
  cases: (count: number, room: number) =>
    n(count, { one: `# open case of ${room}`, other: `# open cases of ${room}` }),
  edit: (name: string) => `Change what ${name} is given`,
  ownCapacity: 'Open cases at most',
  ownCapacityHint: (usual: number) => `Empty: ${usual}, as for everybody. 0: none.`,
  languages: 'Languages',
  languagesHint: 'Codes with commas: en, ru, ro',
  languagesWrong: 'Use codes such as en, ru or pt-BR.',
  skills: 'Knows about',
  noSkills: 'Skills are labels of cases. Define some under Cases.',

  // by when
  policies: 'By when it is answered',
  policiesText:
    'What you promise. Of several policies the first that applies to a case holds, for cases from now on.',
  newPolicy: 'New policy',
  addPolicy: 'Add a policy',
  noPolicies: 'Nothing is promised yet: no case has a deadline.',
  policyName: 'Policy',
  nameMissing: 'Enter a name.',
  raise: (name: string) => `Move ${name} up`,
  removePolicy: (name: string) => `Remove ${name}`,
  targets: {
    first: 'First answer, minutes',
    next: 'Later answers, minutes',
    resolution: 'Resolved, minutes',
  },
  minutesWrong: 'From 1 to 43,200, or empty.',
  any: 'Any',
  officeHours: 'Count only the office hours that the widget tells',
  due: {
    next: 'Due next',
    order: 'Order',
    in: {
      first: (time: string) => `First answer due in ${time}`,
      next: (time: string) => `Answer due in ${time}`,
      resolution: (time: string) => `To be resolved in ${time}`,
    },
    over: {
      first: (time: string) => `First answer overdue by ${time}`,
      next: (time: string) => `Answer overdue by ${time}`,
      resolution: (time: string) => `Not resolved, overdue by ${time}`,
    },
    applied: (policy: string) => `Deadlines by “${policy}”`,
    none: 'No deadlines any more',
    missed: {
      first: (policy: string) => `The first answer is overdue (${policy})`,
      next: (policy: string) => `The answer is overdue (${policy})`,
      resolution: (policy: string) => `Not resolved in time (${policy})`,
    },
  },

  // why, behind a colon
  assigned: (to: string, why: string) => `Assigned to ${to}: ${why}`,
  given: (team: string, why: string) => `Given to the team ${team}: ${why}`,
  why: {
    known: 'answered this customer before',
    turn: 'it is their turn',
    load: 'has the fewest open cases',
    rule: 'a rule asked for it',
    overflow: (minutes: number) =>
      n(minutes, { one: 'no answer in # minute', other: 'no answer in # minutes' }),
    gone: (name: string) => `${name} is away`,
    speaks: (language: string) => `speaks ${language}`,
    knows: (skills: string) => `knows about ${skills}`,
  },
};

export type Messages = typeof en;
