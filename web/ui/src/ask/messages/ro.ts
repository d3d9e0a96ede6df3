import { plural } from '../../i18n/plural.ts';
import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  agreed: 'Da',
  answered: 'Răspuns primit',
  answerFailed: 'Răspunsul nu a fost trimis. Încercați din nou.',
  anonymous: 'Sondaj anonim',
  anonymousVote: 'Vot trimis',
  cards: 'Cartonașe',
  choose: 'Alegeți',
  chosen: 'Alegerea dumneavoastră',
  close: 'Închide sondajul',
  closed: 'Sondaj închis',
  comment: 'Spuneți-ne mai multe (opțional)',
  date: 'Data',
  flaw: {
    required: 'Completați acest câmp',
    too_long: 'Textul este prea lung',
    too_small: 'Prea mic sau prea devreme',
    too_large: 'Prea mare sau prea târziu',
    number: 'Introduceți un număr',
    email: 'Aceasta nu este o adresă de e-mail',
    phone: 'Acesta nu este un număr de telefon; începeți cu + și prefixul țării',
    date: 'Alegeți o dată',
    option: 'Alegeți una dintre opțiuni',
    type: 'Acest răspuns nu poate fi trimis',
  },
  moment: 'Data și ora',
  next: 'Cartonașul următor',
  optional: 'opțional',
  pickSeveral: 'Puteți alege mai multe',
  previous: 'Cartonașul anterior',
  rate: 'Cum ne-am descurcat?',
  send: 'Trimite',
  sending: 'Se trimite…',
  stars: (count) => n(count, { one: '# stea', few: '# stele', other: '# de stele' }),
  thanks: 'Mulțumim!',
  vote: 'Votează',
  votes: (count) => n(count, { one: '# vot', few: '# voturi', other: '# de voturi' }),
  zone: (zone) => `Ora: ${zone}`,
};

export default ro;
