import type { Messages } from './en.ts';

const ro: Messages = {
  again: 'Începe din nou',
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
  popout: 'Deschide într-o fereastră',
  sendCode: 'Trimite-mi un cod',
  soundOff: 'Oprește sunetul',
  soundOn: 'Pornește sunetul',
  tooLarge: 'Fișierul este prea mare',
  tooMany: 'Prea multe încercări. Așteaptă puțin.',
  typing: (name) => `${name} scrie…`,
  unreachable: 'Nu există conexiune. Încearcă din nou.',
  writeHere: 'Scrie un mesaj…',
  wrong: 'Ceva nu a mers. Încearcă din nou.',
};

export default ro;
