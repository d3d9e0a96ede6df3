import type { Messages } from './en.ts';

const ro: Messages = {
  unknownTitle: 'Nu există o astfel de firmă aici',
  unknownText: 'Verificați linkul, vă rugăm.',
  failed: 'Chatul nu poate fi încărcat',
  keep: 'Autentificați-vă ca să aveți conversația pe toate dispozitivele.',
  signIn: 'Autentificare',
  backToChat: 'Înapoi la chat',
  chatWith: (business) => `Chat cu ${business}`,
  startText: (name) => `Scrieți ca ${name}. Răspunsul ajunge aici și prin e-mail.`,
  start: 'Începeți o conversație',
};

export default ro;
