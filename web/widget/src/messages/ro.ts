import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  find: 'Caută în conversație',
  byMail: 'Primește conversația pe e-mail',
  again: 'Începe din nou',
  answerByEmail: 'Răspunsul vine și pe e-mail.',
  answerHere: 'Scrie-ne: răspunsul vine aici și pe e-mail, dacă îl lași.',
  back: {
    today: (time) => `Revenim astăzi la ${time}.`,
    tomorrow: (time) => `Revenim mâine la ${time}.`,
    later: (day, time) => `Revenim ${day} la ${time}.`,
  },
  byEmail: 'prin e-mail',
  chat: 'Chat',
  close: 'Închide chatul',
  code: 'Codul din e-mail',
  codeHint: '6 cifre',
  codeWrong: 'Codul nu este corect sau a expirat.',
  confirm: 'Confirmă',
  continueElsewhere: 'Continuă în messenger',
  emailGiven: (email) => `Răspunsurile ajung și la ${email}`,
  emailFirst: 'Scrie mai întâi un mesaj.',
  emailWrong: 'Aceasta nu este o adresă de e-mail.',
  end: 'Încheie conversația',
  ended: 'Acest chat a fost încheiat pe altă pagină.',
  endedByYou: 'Ai încheiat conversația. Scrie oricând ca să continui.',
  greeting: 'Bună! Cu ce te putem ajuta?',
  here: 'Suntem aici',
  later: 'Scrie-ne: răspunsul vine aici, chiar dacă închizi pagina',
  locked:
    'Conversația a continuat în altă parte. Ca să o vezi aici în întregime, confirmă că este a ta.',
  lockedSent: 'Am trimis un cod la adresa pe care ai lăsat-o.',
  options: 'Opțiuni',
  offersOff: 'Fără sugestii',
  offersOn: 'Permite sugestii',
  popout: 'Deschide într-o fereastră',
  sendCode: 'Trimite-mi un cod',
  soundOff: 'Oprește sunetul',
  soundOn: 'Pornește sunetul',
  tooLarge: 'Fișierul este prea mare',
  tooMany: 'Prea multe încercări. Așteaptă puțin.',
  typing: (name) => `${name} scrie…`,
  unreachable: 'Nu există conexiune. Încearcă din nou.',
  wait: {
    minute: 'De obicei răspundem într-un minut',
    minutes: (count) =>
      `De obicei răspundem în ${n(count, { one: '# minut', few: '# minute', other: '# de minute' })}`,
    hour: 'De obicei răspundem într-o oră',
    hours: (count) =>
      `De obicei răspundem în ${n(count, { one: 'o oră', few: '# ore', other: '# de ore' })}`,
    day: 'De obicei răspundem într-o zi',
  },
  writeHere: 'Scrie un mesaj…',
  wrong: 'Ceva nu a mers. Încearcă din nou.',
};

export default ro;
