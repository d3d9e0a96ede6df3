import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  find: 'Caută în conversație',
  app: 'Mesagerie',

  signInTitle: 'Conversațiile tale',
  signInText: 'Intră cu adresa de e-mail: îți trimitem un cod. Fără parolă.',
  email: 'Adresa de e-mail',
  emailMissing: 'Scrie adresa de e-mail.',
  emailWrong: 'Aceasta nu pare o adresă de e-mail. Verific-o, te rog.',
  sendCode: 'Trimite-mi un cod',
  codeTitle: 'Uită-te în e-mail',
  codeText: (to) => `Am trimis un cod de șase cifre la ${to}.`,
  code: 'Cod',
  codeWrong: 'Codul nu este corect sau a expirat.',
  signIn: 'Intră',
  sendAgain: 'Trimite alt cod',
  sendAgainIn: (seconds) =>
    n(seconds, {
      one: 'Alt cod peste # secundă',
      few: 'Alt cod peste # secunde',
      other: 'Alt cod peste # de secunde',
    }),
  sentAgain: 'Alt cod este pe drum.',
  otherEmail: 'Altă adresă',
  linkTitle: 'Continuă conversația',
  linkText: 'Intri în cont pe acest dispozitiv, cu linkul din e-mail.',
  linkAs: (name) => `Ești în cont ca ${name}.`,
  linkContinue: 'Continuă',
  linkContinueAs: (name) => `Continuă ca ${name}`,
  linkUsed: 'Linkul a fost folosit sau a expirat',
  linkUsedText: 'Fiecare link merge o singură dată. Intră cu un cod.',
  signOut: 'Ieși din cont',
  signedOut: 'Sesiunea s-a încheiat. Intră din nou ca să continui.',

  unreachable: 'Serverul nu răspunde. Verifică conexiunea.',
  tooManyTries: (seconds) =>
    n(seconds, {
      one: 'Prea multe încercări. Așteaptă # secundă și încearcă din nou.',
      few: 'Prea multe încercări. Așteaptă # secunde și încearcă din nou.',
      other: 'Prea multe încercări. Așteaptă # de secunde și încearcă din nou.',
    }),
  notAllowed: 'Nu ai voie să faci asta.',
  tooLarge: 'Este prea mare.',
  unsupportedPicture: 'Nu putem arăta această imagine. Folosește PNG, JPEG, GIF sau WebP.',
  notFound: 'Nu mai este aici.',
  wentWrong: 'Nu a mers. Nu s-a pierdut nimic; încearcă din nou.',
  cannotLoad: 'Mesageria nu s-a încărcat',
  unknownPage: 'La această adresă nu este nimic',
  toInbox: 'La conversațiile tale',

  conversations: 'Conversații',
  unread: (count) =>
    n(count, { one: '# mesaj necitit', few: '# mesaje necitite', other: '# de mesaje necitite' }),
  snippet: { image: 'Imagine', file: 'Fișier' },
  youSaid: 'Tu:',
  noMessages: 'Niciun mesaj încă',
  listFailed: 'Conversațiile nu s-au încărcat',
  emptyTitle: 'Nicio conversație încă',
  emptyText:
    'Când scrii unei firme cu această adresă de e-mail, conversația apare aici, pe fiecare dispozitiv.',

  nothingOpen: 'Conversațiile tale',
  nothingOpenText: 'Alege una ca să citești și să răspunzi.',
  conversationFailed: 'Conversația nu s-a încărcat',
  back: 'Înapoi la listă',
  online: 'Online',
  typing: (name) => `${name} scrie`,
  answersLater: 'Răspunsul ajunge aici și pe e-mail',
  someone: 'Cineva',
  writeTo: (name) => `Scrie către ${name}`,
  earlierLater: 'Mesajele mai vechi apar când revine conexiunea.',
  startTitle: (name) => `Tu și ${name}`,
  startText: 'Încă nu s-a spus nimic.',
  via: { email: 'prin e-mail' },
  event: {
    email_given: (email) => `Ți-ai lăsat adresa: ${email}`,
    identity_verified: (value) => `Confirmat: ${value}`,
  },

  connecting: 'Se conectează…',

  profile: 'Profil',
  profileOf: (name) => `Profil: ${name}`,
  picture: 'Poză',
  changePicture: 'Schimbă poza',
  pictureText: 'O văd firmele cărora le scrii.',
  name: 'Nume',
  nameText: 'Îl văd firmele cărora le scrii.',
  save: 'Salvează',
  saved: 'Salvat',
  language: 'Limba',
  languages: { en: 'English', ru: 'Русский', ro: 'Română', ar: 'العربية' },
  theme: 'Culori',
  themes: { system: 'Ca în sistem', light: 'Deschise', dark: 'Închise' },
  install: 'Instalează pe acest dispozitiv',
};

export default ro;
