import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  title: 'Echipa',
  text: 'Cine lucrează aici, cu ce rol, și cine este invitat.',
  failed: 'Nu se poate încărca',
  cancel: 'Anulare',
  roles: {
    owner: 'Proprietar',
    admin: 'Administrator',
    agent: 'Agent',
    viewer: 'Observator',
    custom: 'Rol propriu',
  },
  roleHints: {
    owner: 'Totul, și cine sunt proprietarii',
    admin: 'Totul, în afară de decizii despre proprietari',
    agent: 'Răspunde clienților',
    viewer: 'Citește și nu schimbă nimic',
    custom: 'Pe lângă cele existente: ce poate un observator și ce alegeți.',
  },

  members: 'Cine lucrează aici',
  membersText: 'Alt rol contează imediat, și unde biroul este deschis.',
  you: 'dvs.',
  role: (name) => `Rolul: ${name}`,
  seen: (time) => `văzut(ă) ${time}`,
  unseen: 'nu a intrat încă',
  secondFactor: 'al doilea factor',
  noSecondFactor: 'fără al doilea factor',
  roleGiven: (name, role) => `${name}: ${role}`,
  remove: (name) => `Eliminați: ${name}`,
  removeTitle: (name) => `Eliminați ${name}?`,
  removeText:
    'Accesul la acest spațiu se închide imediat, cheile API nu mai funcționează, iar cazurile revin la „Neatribuite”. Ce a scris rămâne.',
  removeNow: 'Eliminați',
  removed: (name) => `${name} nu mai lucrează aici`,
  lastOwner: 'Numiți mai întâi alt proprietar.',

  invitations: 'Invitații',
  invitationsText: 'Prin e-mail. Linkul este valabil o singură dată, 7 zile.',
  invite: 'Invitați pe cineva',
  send: 'Trimiteți invitația',
  email: 'E-mail',
  emailWrong: 'Introduceți o adresă de e-mail.',
  asWhat: 'Rol',
  teams: 'Echipe',
  language: 'Limba e-mailului',
  sent: (email) => `Trimis: ${email}`,
  known: (email) => `${email} lucrează deja aici sau este invitat(ă).`,
  askedBy: (name, time) => `invitat(ă) de ${name}, ${time}`,
  ends: (time) => `până la ${time}`,
  over: 'Linkul a expirat',
  resend: (email) => `Trimiteți din nou: ${email}`,
  withdraw: (email) => `Retrageți invitația: ${email}`,
  withdrawn: 'Invitație retrasă',
  nobody: 'Nimeni nu este invitat acum',
  nobodyText: 'Invitați colegii care răspund împreună cu dvs.',

  // roles
  rolesTitle: 'Roluri',
  rolesText: 'Pe lângă cele existente: ce poate un observator și ce alegeți.',
  newRole: 'Rol nou',
  roleName: 'Nume',
  roleNameMissing: 'Introduceți un nume.',
  mayAlso: 'Mai poate',
  makeRole: 'Creați rolul',
  save: 'Salvați',
  changeRole: (name) => `Schimbați: ${name}`,
  deleteRole: (name) => `Ștergeți: ${name}`,
  people: (count) =>
    count === 0
      ? 'Nimeni nu îl are încă'
      : n(count, { one: '# persoană', few: '# persoane', other: '# de persoane' }),
  roleDeleted: 'Rolul a fost șters',
  roleTaken: 'Cineva are acest rol sau este invitat cu el. Dați-i mai întâi altul.',
  capabilities: {
    'staff.write': 'Invită, elimină și dă roluri',
    'cases.write': 'Etichete, repartizare, termene și reguli',
    'stickers.write': 'Stickere',
    'keys.write': 'Creează chei API',
  },

  invitedTitle: (workspace) => `Alăturați-vă: ${workspace}`,
  invitedText: (by, role) => `${by} vă invită. Rolul dvs.: ${role}.`,
  asAddress: (email) => `Intrați ca ${email}.`,
  name: 'Numele dvs.',
  nameHint: 'Îl văd clienții și colegii.',
  nameMissing: 'Introduceți numele.',
  join: 'Alăturați-vă',
  overTitle: 'Invitația nu mai este valabilă',
  overText: 'A fost folosită sau retrasă, ori au trecut 7 zile. Cereți alta.',
  toDesk: 'La birou',
  asked: 'Sunteți invitat(ă)',
};

export default ro;
