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
  failed: 'This can’t be loaded',
};

export type Messages = typeof en;
