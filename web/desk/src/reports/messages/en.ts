import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  tag: 'en',
  title: 'Reports',
  text: 'What happened, and how long customers waited. Every number opens the cases behind it.',
  failed: 'This can’t be loaded',
  nothing: 'Nothing in this period',
  nothingText: 'As soon as customers write, this page counts it.',
  more: 'Show more',
  none: 'None',
  nobody: 'Nobody',
  any: 'All',

  // which period, and what of it
  asked: 'What is shown',
  period: 'Period',
  lastDays: (days: number) => n(days, { one: 'The last day', other: 'The last # days' }),
  ownPeriod: 'From … to …',
  from: 'From',
  to: 'To',
  office: 'In office hours',
  officeHint: 'Times count only while the business is open',
  dimensions: { agent: 'Agent', team: 'Team', channel: 'Channel', label: 'Label' },
  channels: { web: 'Widget', messenger: 'Messenger', email: 'E-mail', desk: 'Desk', api: 'API' },

  // now
  now: 'Now',
  nowText: 'Renewed every few seconds.',
  open: 'Open cases',
  unassigned: 'Unassigned',
  waiting: 'Customers waiting',
  longest: 'Waiting longest',
  noneWaits: 'Nobody waits for an answer.',
  waits: (time: string) => `waits for ${time}`,
  agents: 'Agents',
  agentCases: (open: number, waiting: number) =>
    `${n(open, { one: '# open case', other: '# open cases' })}, ${n(waiting, { one: '# waits', other: '# wait' })}`,

  // figures
  figures: 'Figures',
  names: {
    opened: 'New cases',
    reopened: 'Opened again',
    first: 'First answer',
    next: 'Later answers',
    resolved: 'Time to resolve',
    sla: 'Deadlines met',
    rating: 'Customer rating',
    bots: 'Resolved by bots alone',
  },
  median: 'Median',
  nineOfTen: (time: string) => `9 of 10 within ${time}`,
  answers: (count: number) => n(count, { one: '# answer', other: '# answers' }),
  cases: (count: number) => n(count, { one: '# case', other: '# cases' }),
  ratings: (count: number, asked: number) =>
    `${n(count, { one: '# rating', other: '# ratings' })}, ${asked} asked`,
  missed: (count: number) => n(count, { one: '# missed', other: '# missed' }),
  moreThanBefore: (share: string) => `${share} more than in the period before`,
  lessThanBefore: (share: string) => `${share} less than in the period before`,
  asBefore: 'as in the period before',
  byDay: (name: string) => `${name} by day`,
  chart: (name: string, days: number, most: string) =>
    `${name}: ${n(days, { one: '# day', other: '# days' })}, at most ${most}. The table below has every day.`,
  asTable: 'As a table',
  day: 'Day',
  value: 'Value',
  count: 'Count',
  behind: (count: number) => n(count, { one: 'Show # case', other: 'Show # cases' }),
  csv: 'CSV',
  csvOf: (name: string) => `${name} as CSV`,
  casesOf: (name: string) => `${name}: cases`,
  stars: (score: number) => n(score, { one: '# star', other: '# stars' }),
  took: (time: string) => `after ${time}`,
  targets: { first: 'First answer', next: 'Later answer', resolution: 'End' },
  met: 'met',
  late: 'missed',

  // groups
  groups: 'Compared',
  groupsText: 'Times are medians.',
  columns: {
    name: 'Name',
    opened: 'New',
    answered: 'Answers',
    first: 'First answer',
    next: 'Later answers',
    resolved: 'Resolved',
    resolution: 'To resolve',
    missed: 'Missed',
    average: 'Rating',
  },

  // hours
  hours: 'When customers write',
  hoursText: (zone: string) => `Questions that waited for an answer, by day and hour (${zone}).`,
  cell: (count: number, day: string, hour: string) =>
    `${n(count, { one: '# question', other: '# questions' })}, ${day}, ${hour}`,

  // ratings
  comments: 'What customers said',
  commentsText: 'The newest ratings, with their comments.',
  noComments: 'Nobody rated a case in this period.',
};
