export const en = {
  findCount: (at: number, of: number) => `${at} of ${of}`,
  findDate: 'Go to a date',
  findNext: 'Next match',
  findNone: 'Nothing found',
  findPrevious: 'Previous match',
  firstUnread: 'First unread',
  deleteText: 'It disappears for everybody in this conversation.',
  deleteTitle: 'Delete this message?',
  copyLink: 'Copy link',
  copyText: 'Copy text',
  moreReactions: 'More reactions',
};

export type Messages = typeof en;
