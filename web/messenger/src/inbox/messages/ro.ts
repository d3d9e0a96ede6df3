import { plural } from '@causerie/ui';

import type { InboxWords } from './en.ts';

const n = plural('ro');

const ro: InboxWords = {
  search: 'Caută în toate conversațiile',
  clearSearch: 'Golește căutarea',
  results: 'Ce s-a găsit',
  noResults: 'Nu s-a găsit nimic',
  noResultsText: (query) => `„${query}” nu apare în nicio conversație a dvs.`,
  tooLittle: 'Scrieți un cuvânt de căutat.',
  searchFailed: 'Căutarea nu a reușit',
  foundConversations: 'Conversații',
  foundMessages: 'Mesaje',
  you: 'Dvs.:',

  archived: 'Arhivă',
  archivedCount: (count) =>
    n(count, {
      one: '# conversație arhivată',
      few: '# conversații arhivate',
      other: '# de conversații arhivate',
    }),
  backToInbox: 'Înapoi la toate conversațiile',
  archiveEmpty: 'Arhiva este goală',
  archiveEmptyText: 'Ce arhivați așteaptă aici și revine cu următorul mesaj.',
  allArchived: 'Totul este în arhivă',
  allArchivedText: 'O conversație revine cu următorul ei mesaj.',

  left: 'Nu mai ești în acest grup',
  begin: 'Grup nou sau link',
  actionsOf: (name) => `Acțiuni pentru ${name}`,
  pin: 'Fixează',
  unpin: 'Nu mai fixa',
  pinned: 'Fixată',
  up: 'Mai sus',
  down: 'Mai jos',
  mute: 'Fără sunet…',
  unmute: 'Cu sunet',
  muted: 'Fără sunet',
  archive: 'Arhivează',
  unarchive: 'Scoate din arhivă',
  undo: 'Anulează',
  wasArchived: (name) => `${name} este în arhivă`,

  muteTitle: (name) => `Fără sunet: ${name}`,
  muteText: 'Până atunci niciun sunet și niciun număr pe aplicație. Mesajele sosesc în continuare.',
  muteFor: {
    hour: 'O oră',
    day: '8 ore',
    week: 'O săptămână',
    ever: 'Până îl pornesc din nou',
  },
  keys: 'P fixează, M oprește sunetul, E arhivează; Alt cu o săgeată mută ce este fixat.',
};

export default ro;
