import type { Messages } from './en.ts';

const ro: Messages = {
  title: 'Stickere',
  text: 'Stickerele proprii stau înaintea celor ale noastre acolo unde se aleg: în widget, în messenger și aici.',
  newPack: 'Numele unui set nou',
  make: 'Creați un set',
  name: 'Numele setului',
  words: 'Ce spune',
  wordsText: 'Textul de sub fiecare e pentru cei care nu văd imaginea și pentru e-mailuri.',
  missing: 'Scrieți ceva aici.',
  add: 'Adăugați imagini',
  bounds: 'PNG, WebP, GIF sau JPEG până la 1 MB; ce se mișcă, până la 512 pixeli pe latură.',
  earlier: (words) => `Mutați înainte: ${words}`,
  later: (words) => `Mutați înapoi: ${words}`,
  remove: (words) => `Eliminați: ${words}`,
  removePack: (name) => `Eliminați setul ${name}`,
  removed: 'Eliminat. Unde a fost trimis, se vede în continuare.',
  refused: (name, why) => `${name}: ${why}`,
  empty: 'Încă gol: setul apare de la primul sticker.',
  none: 'Încă nu aveți stickere proprii',
  noneText: 'Creați un set și puneți în el imaginile.',
  failed: 'Stickerele nu pot fi încărcate',
};

export default ro;
