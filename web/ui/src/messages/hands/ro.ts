import type { Messages } from './en.ts';

const ro: Messages = {
  findCount: (at, of) => `${at} din ${of}`,
  findDate: 'Mergi la o dată',
  findNext: 'Rezultatul următor',
  findNone: 'Nimic găsit',
  findPrevious: 'Rezultatul anterior',
  firstUnread: 'Primul necitit',
  deleteText: 'Dispare pentru toți cei din această conversație.',
  deleteTitle: 'Ștergi acest mesaj?',
  copyLink: 'Copiază linkul',
  copyText: 'Copiază textul',
  moreReactions: 'Alte reacții',
};

export default ro;
