import type { Messages } from './en.ts';

const ro: Messages = {
  or: 'sau',
  passkeySignIn: 'Conectați-vă cu o cheie de acces',
  providerSignIn: (name) => `Continuați cu ${name}`,
  refused: {
    forbidden: 'Nu v-ați conectat: s-a oprit acolo.',
    conflict: 'Este legat de alt cont.',
    other: 'Conectarea prin acel serviciu nu a reușit. Încercați din nou.',
  },
  passkeyUnknown: 'Această cheie de acces nu este cunoscută aici. Conectați-vă altfel.',
  passkeyStopped: 'Nu s-a folosit nicio cheie de acces. Puteți încerca din nou.',

  title: 'Conectare',
  loadFailed: 'Modurile de conectare nu pot fi afișate',
  retry: 'Încercați din nou',
  passkeys: 'Chei de acces',
  passkeysText:
    'Conectați-vă cu amprenta, cu fața sau cu PIN-ul dispozitivului. Nimic de ținut minte și nimic de furat.',
  noPasskeys: 'Nu aveți încă nicio cheie de acces.',
  add: 'Adăugați o cheie de acces',
  added: 'Cheia de acces a fost adăugată',
  knownAlready: 'Acest dispozitiv are deja o cheie de acces pentru dvs.',
  newName: (device) => (device === '' ? 'Cheie de acces' : device),
  addedOn: (day) => `Adăugată: ${day}`,
  usedOn: (day) => `Folosită: ${day}`,
  synced: 'pe toate dispozitivele dvs.',
  rename: (name) => `Redenumiți ${name}`,
  remove: (name) => `Eliminați ${name}`,
  name: 'Numele cheii de acces',
  save: 'Salvați',
  cancel: 'Anulați',
  removeTitle: 'Eliminați această cheie de acces?',
  removeText: (name) =>
    `${name} nu vă va mai conecta. Ștergeți-o și de pe dispozitiv, ca să nu mai fie oferită.`,
  removeIt: 'Eliminați',
  removed: 'Cheia de acces a fost eliminată',

  logins: 'Conectări legate',
  loginsText: 'Vă puteți conecta și cu acestea.',
  link: (name) => `Legați ${name}`,
  linked: 'Este legat acum',
  unlink: (name) => `Dezlegați ${name}`,
  unlinked: 'Nu mai este legat',
  lastWayIn: 'Este singura cale de a intra în cont. Adăugați mai întâi alta.',

  proofTitle: 'Arătați că sunteți dvs.',
  proofText: 'De această schimbare depinde cine se poate conecta în numele dvs.',
  proofPasskey: 'Folosiți o cheie de acces',
  proofCode: 'Trimiteți-mi un cod',
  proofCodeSent: (email) => `Am trimis un cod de șase cifre la ${email}.`,
  code: 'Cod',
  codeWrong: 'Codul nu este corect sau este prea vechi.',
  password: 'Parolă',
  passwordWrong: 'Parola nu este corectă.',
  confirm: 'Continuați',
};

export default ro;
