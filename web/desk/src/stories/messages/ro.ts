import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  title: 'Povești',
  text: 'O imagine sau un videoclip scurt pentru o zi, arătate în messenger tuturor celor cu care vorbiți.',
  publishTitle: 'Poveste nouă',
  picture: 'Imagine sau videoclip',
  choose: 'Alegeți o imagine sau un videoclip',
  chooseAnother: 'Alegeți altceva',
  alt: 'Ce se vede',
  altText: 'Pentru cei care nu văd; stă și lângă răspunsuri.',
  altMissing: 'Spuneți ce se vede.',
  link: 'Link (opțional)',
  linkWrong: 'O adresă începe cu https://',
  tooLong: (most) =>
    n(most, {
      one: 'Un videoclip are cel mult # secundă.',
      few: 'Un videoclip are cel mult # secunde.',
      other: 'Un videoclip are cel mult # de secunde.',
    }),
  unplayable: 'Browserele nu pot reda acest videoclip. Folosiți MP4 sau WebM.',
  video: (length) =>
    n(length, {
      one: 'Videoclip, # secundă',
      few: 'Videoclip, # secunde',
      other: 'Videoclip, # de secunde',
    }),
  publish: 'Publicați pentru 24 de ore',
  present: 'Arătate acum',
  none: 'Nu se arată nimic',
  noneText: 'Ce publicați stă aici până trece ziua.',
  failed: 'Poveștile nu pot fi încărcate',
  left: (hours) => n(hours, { one: 'încă # oră', few: 'încă # ore', other: 'încă # de ore' }),
  leftMinutes: (minutes) =>
    n(minutes, { one: 'încă # minut', few: 'încă # minute', other: 'încă # de minute' }),
  seen: (count) =>
    n(count, {
      one: 'Văzută de # persoană',
      few: 'Văzută de # persoane',
      other: 'Văzută de # de persoane',
    }),
  by: (name) => `de ${name}`,
  remove: (alt) => `Ștergeți: ${alt}`,
  removed: 'Ștearsă',
};

export default ro;
