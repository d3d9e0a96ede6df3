import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  title: 'People',
  text: 'Who works here, as what, and who is asked to.',
  failed: 'This can’t be loaded',
  cancel: 'Cancel',
  roles: { owner: 'Owner', admin: 'Admin', agent: 'Agent', viewer: 'Viewer', custom: 'Own role' },
  roleHints: {
    owner: 'Everything, and who the owners are',
    admin: 'Everything but deciding about owners',
    agent: 'Answers customers',
    viewer: 'Reads, and changes nothing',
    custom: 'Beside those that are there: what a viewer may, and what you choose.',
  },

  // who works here
  members: 'Who works here',
  membersText: 'Another role counts at once, also where the desk is open.',
  you: 'you',
  role: (name: string) => `Role of ${name}`,
  seen: (time: string) => `seen ${time}`,
  unseen: 'not seen yet',
  secondFactor: 'second factor',
  noSecondFactor: 'no second factor',
  roleGiven: (name: string, role: string) => `${name}: ${role}`,
  remove: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText:
    'They are signed out of this workspace at once, their API keys end, and their cases go back to Unassigned. What they wrote stays.',
  removeNow: 'Remove',
  removed: (name: string) => `${name} doesn’t work here any more`,
  lastOwner: 'Make somebody else the owner first.',

  // who is asked
  invitations: 'Invitations',
  invitationsText: 'By e-mail. The link works once, for 7 days.',
  invite: 'Invite somebody',
  send: 'Send the invitation',
  email: 'E-mail',
  emailWrong: 'Enter an e-mail address.',
  asWhat: 'Role',
  teams: 'Teams',
  language: 'Language of the e-mail',
  sent: (email: string) => `Sent to ${email}`,
  known: (email: string) => `${email} works here or is asked already.`,
  askedBy: (name: string, time: string) => `asked by ${name}, ${time}`,
  ends: (time: string) => `until ${time}`,
  over: 'The link is over',
  resend: (email: string) => `Send to ${email} again`,
  withdraw: (email: string) => `Withdraw the invitation of ${email}`,
  withdrawn: 'Withdrawn',
  nobody: 'Nobody is asked now',
  nobodyText: 'Invite the colleagues who answer with you.',

  // roles
  rolesTitle: 'Roles',
  rolesText: 'Beside those that are there: what a viewer may, and what you choose.',
  newRole: 'New role',
  roleName: 'Name',
  roleNameMissing: 'Enter a name.',
  mayAlso: 'May also',
  makeRole: 'Make the role',
  save: 'Save',
  changeRole: (name: string) => `Change: ${name}`,
  deleteRole: (name: string) => `Delete: ${name}`,
  people: (count: number) =>
    count === 0 ? 'Nobody has it yet' : n(count, { one: '# person', other: '# people' }),
  roleDeleted: 'The role was deleted',
  roleTaken: 'Somebody has this role, or is asked to. Give them another one first.',
  capabilities: {
    'staff.write': 'Invite, remove and give roles',
    'cases.write': 'Labels, teams’ cases, routing and rules',
    'stickers.write': 'Stickers',
    'keys.write': 'Make API keys',
  } as Readonly<Record<string, string>>,

  // being asked
  invitedTitle: (workspace: string) => `Join ${workspace}`,
  invitedText: (by: string, role: string) => `${by} invites you. Your role: ${role}.`,
  asAddress: (email: string) => `You join as ${email}.`,
  name: 'Your name',
  nameHint: 'Customers and colleagues see it.',
  nameMissing: 'Enter your name.',
  join: 'Join',
  overTitle: 'This invitation is over',
  overText: 'It was used or withdrawn, or its 7 days have passed. Ask for another one.',
  toDesk: 'Go to the desk',
  asked: 'You are invited',
};

export type Messages = typeof en;
