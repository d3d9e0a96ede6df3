import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

export default {
  tag: 'ro',
  title: 'Repartizare',
  text: 'Cine primește un caz și până când se răspunde.',
  failed: 'Nu se poate încărca',
  save: 'Salvează',
  saved: 'Salvat',
  cancel: 'Renunță',
  minutes: 'minute',

  availability: 'Disponibilitate',
  states: { online: 'Prezent', busy: 'Ocupat', away: 'Plecat' },
  stateHints: { online: 'Cazurile noi vin la tine', busy: 'Fără cazuri noi', away: 'Nu ești aici' },
  nowYouAre: (state) => `Acum ești: ${state.toLocaleLowerCase('ro')}`,

  rules: 'Cine primește un caz',
  rulesText: 'Colegii prezenți care mai au loc. Fiecare decizie își spune motivul în conversație.',
  ways: { off: 'Cine îl ia', turns: 'Pe rând', load: 'Cine are cele mai puține' },
  wayHints: {
    off: 'Cazurile noi așteaptă la Neatribuite până le ia cineva.',
    turns: 'Toți primesc la fel de multe.',
    load: 'Următorul caz merge la colegul cu cele mai puține cazuri deschise.',
  },
  switches: {
    known_first: 'Întâi colegul pe care clientul îl știe',
    by_skill: 'Ține cont de priceperi',
    by_language: 'Mai bine cineva care vorbește limba clientului',
    reroute: 'Dă mai departe ce așteaptă când colegul pleacă',
  },
  switchHints: {
    known_first: 'Cine a răspuns ultimul îl primește din nou, dacă e prezent și liber.',
    by_skill: 'Un caz cu etichetă merge la cine se pricepe, dacă se pricepe cineva.',
    by_language: 'Dacă nu e nimeni, răspunde altcineva.',
    reroute: 'Doar cazurile în care clientul așteaptă răspuns.',
  },
  capacity: 'Cazuri deschise de fiecare coleg',
  capacityHint: 'Nimeni nu primește mai multe. Cele amânate nu se numără.',
  capacityWrong: 'Un număr întreg de la 0 la 1000.',
  awayMinutes: 'Plecat după minute',
  awayHint: 'Fără pupitru pe ecran. Când îl privește din nou, colegul e prezent.',
  awayWrong: 'Un număr întreg de la 1 la 240.',
  overflow: 'Trecere la altă echipă',
  overflowText: 'Un caz la care o echipă nu răspunde la timp trece, o dată, la altă echipă.',
  overflowFrom: 'De la echipa',
  overflowTo: 'La echipa',
  overflowAdd: 'Adaugă o trecere',
  overflowRemove: 'Scoate trecerea',
  overflowWrong: 'Alege două echipe diferite și minute de la 1 la 10.080.',

  people: 'Oameni',
  peopleText: 'Cine e prezent, ce are și ce i se poate da.',
  cases: (count, room) =>
    n(count, {
      one: `# caz deschis din ${room}`,
      few: `# cazuri deschise din ${room}`,
      other: `# de cazuri deschise din ${room}`,
    }),
  edit: (name) => `Schimbă ce primește ${name}`,
  ownCapacity: 'Cel mult atâtea cazuri deschise',
  ownCapacityHint: (usual) => `Gol: ${usual}, ca toți. 0: niciunul.`,
  languages: 'Limbi',
  languagesHint: 'Coduri cu virgule: en, ru, ro',
  languagesWrong: 'Scrie coduri ca en, ru sau pt-BR.',
  skills: 'Se pricepe la',
  noSkills: 'Priceperile sunt etichete de cazuri. Definește-le la Cazuri.',

  policies: 'Până când se răspunde',
  policiesText:
    'Ce promiți. Din mai multe reguli ține prima potrivită, pentru cazurile de acum înainte.',
  newPolicy: 'Regulă nouă',
  addPolicy: 'Adaugă o regulă',
  noPolicies: 'Încă nu s-a promis nimic: niciun caz nu are termen.',
  policyName: 'Regulă',
  nameMissing: 'Scrie un nume.',
  raise: (name) => `Mută mai sus: ${name}`,
  removePolicy: (name) => `Scoate ${name}`,
  targets: {
    first: 'Primul răspuns, minute',
    next: 'Următoarele răspunsuri, minute',
    resolution: 'Rezolvat, minute',
  },
  minutesWrong: 'De la 1 la 43.200, sau gol.',
  any: 'Oricare',
  officeHours: 'Numără doar orele de lucru spuse de widget',
  due: {
    next: 'După termen',
    order: 'Ordine',
    in: {
      first: (time) => `Primul răspuns în ${time}`,
      next: (time) => `De răspuns în ${time}`,
      resolution: (time) => `De rezolvat în ${time}`,
    },
    over: {
      first: (time) => `Primul răspuns întârzie cu ${time}`,
      next: (time) => `Răspunsul întârzie cu ${time}`,
      resolution: (time) => `Nerezolvat, întârzie cu ${time}`,
    },
    applied: (policy) => `Termene după „${policy}”`,
    none: 'Fără termene de acum',
    missed: {
      first: (policy) => `Primul răspuns întârzie (${policy})`,
      next: (policy) => `Răspunsul întârzie (${policy})`,
      resolution: (policy) => `Nerezolvat la timp (${policy})`,
    },
  },

  assigned: (to, why) => `Atribuit lui ${to}: ${why}`,
  given: (team, why) => `Dat echipei ${team}: ${why}`,
  why: {
    known: 'i-a mai răspuns acestui client',
    turn: 'e rândul lui',
    load: 'are cele mai puține cazuri deschise',
    rule: 'așa cere o regulă',
    overflow: (minutes) =>
      n(minutes, {
        one: 'fără răspuns de # minut',
        few: 'fără răspuns de # minute',
        other: 'fără răspuns de # de minute',
      }),
    gone: (name) => `${name} e plecat`,
    speaks: (language) => `limba: ${language}`,
    knows: (skills) => `se pricepe la ${skills}`,
  },
} satisfies Messages;
