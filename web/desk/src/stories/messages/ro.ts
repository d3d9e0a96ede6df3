import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  title: 'Povești',
  text: 'O imagine pentru o zi, arătată în messenger tuturor celor cu care vorbiți.',
  publishTitle: 'Poveste nouă',
  picture: 'Imagine',
  choose: 'Alegeți o imagine',
  chooseAnother: 'Alegeți alta',
  alt: 'Ce se vede',
  altText: 'Pentru cei care nu văd imaginea; stă și lângă răspunsuri.',
  altMissing: 'Spuneți ce se vede în imagine.',
  link: 'Link (opțional)',
  linkWrong: 'O adresă începe cu https://',
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
