import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

export default {
  didSend: 'Trimis',
  didSendResolve: 'Trimis și rezolvat',
  tooLate: 'A fost deja trimis.',
  notSent: 'Nu s-a putut trimite. Textul este din nou unde l-ai scris.',
  sendResolve: 'Trimite și rezolvă',
  sendLater: 'Trimite mai târziu',
  sendAt: 'Trimite la',
  schedule: 'Programează',
  regardless: 'Trimite chiar dacă scriu mai devreme',

  replies: 'Răspunsuri gata scrise',
  missing: (places) => `Nu se știe: ${places}. Uită-te la text înainte să-l trimiți.`,

  waiting: 'Așteaptă să fie trimise',
  sending: 'Se trimite…',
  by: (who, time) => `${time} · ${who}`,
  thenResolve: 'apoi rezolvă',
  sendNow: 'Trimite acum',
  edit: 'Ia înapoi și modifică',
  cancel: 'Nu trimite',
  cancelled: 'Nu se va trimite',
  answeredSince: 'Cineva a scris între timp. Nu pleacă de la sine.',
  held: {
    answered: 'Netrimis: cineva a scris înainte de ora stabilită.',
    author_left: 'Netrimis: autorul nu mai lucrează aici.',
    refused: 'Netrimis: nu se poate păstra în această formă.',
  },

  otherAnswered: (who) => `Cât scriai, a răspuns ${who}:`,
  sendAnyway: 'Apasă Enter încă o dată ca să trimiți și răspunsul tău.',

  lastWrote: (days) =>
    `Clientul a scris ultima dată acum ${n(days, { one: '# zi', few: '# zile', other: '# de zile' })}.`,
  neverWrote: 'Clientul nu a scris încă aici.',
  agreedTo: 'A fost de acord cu:',
  agreedToNothing: 'Nu a acceptat noutăți: răspunde la întrebare și nu face reclamă.',

  hold: 'Timp pentru a lua mesajul înapoi',
  holdText:
    'Atât așteaptă înainte să plece. Cine are chatul deschis îl primește imediat, iar dacă îl iei înapoi se șterge și acolo.',
  holds: { 0: 'Deloc', 5: '5 secunde', 10: '10 secunde' },
  enter: 'Enter trimite',
  enterText: 'Dacă este oprit, Enter începe un rând nou, iar Ctrl+Enter (⌘+Enter) trimite.',
} satisfies Messages;
