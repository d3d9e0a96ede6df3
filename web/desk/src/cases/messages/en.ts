export const en = {
  title: 'Cases',
  text: 'How the work on a conversation is cut and sorted.',
  reopening: 'Opening again',
  reopeningText:
    'When a customer writes within so many days after a case was resolved, it goes on. Later, or with 0, a new case begins.',
  days: 'Days',
  daysWrong: 'A whole number from 0 to 365.',
  save: 'Save',
  saved: 'Saved',
  labels: 'Labels',
  labelsText: 'What cases are about. Agents put them on with the key l.',
  teams: 'Teams',
  teamsText: 'Who answers what together. Cases are given to a team with the key t.',
  name: 'Name',
  colour: 'Colour',
  description: 'Description',
  add: 'Add',
  newTeam: 'New team',
  remove: (name: string) => `Remove ${name}`,
  none: 'None yet',
  nameMissing: 'Enter a name.',
  removed: 'Removed',
  failed: 'This can’t be loaded',
};

export type Messages = typeof en;
