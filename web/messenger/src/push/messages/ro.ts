import type { Messages } from './en.ts';

const ro: Messages = {
  offer: (name) => (name === '' ? 'Aflați când vine un răspuns' : `Aflați când răspunde ${name}`),
  offerText: 'Și atunci când mesageria este închisă.',
  turnOn: 'Activați',
  notNow: 'Nu acum',
  isOn: 'Veți fi anunțat pe acest dispozitiv',
  title: 'Notificări',
  here: 'Pe acest dispozitiv',
  hereText: 'Despre ce vine cât timp mesageria este închisă.',
  sound: 'Sunet',
  soundText: 'Un ton discret când vine ceva și nu vă uitați.',
  denied: 'Browserul nu permite. Schimbați aceasta în setările browserului pentru această pagină.',
  impossible: 'Browserul nu poate face asta acum. Încercați mai târziu.',
};

export default ro;
