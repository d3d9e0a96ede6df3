import type { Messages } from './en.ts';

const ro: Messages = {
  stories: 'Povești',
  open: (business) => `Povești: ${business}`,
  openNew: (business) => `Povești noi: ${business}`,
  close: 'Închideți',
  next: 'Următoarea',
  previous: 'Precedenta',
  pause: 'Pauză',
  go: 'Continuați',
  soundOn: 'Porniți sunetul',
  soundOff: 'Opriți sunetul',
  at: (place, of) => `${place} din ${of}`,
  link: 'Deschideți linkul',
  answer: (business) => `Răspundeți: ${business}`,
  send: 'Trimiteți',
  sent: 'Trimis. Răspunsul se află în conversație.',
};

export default ro;
