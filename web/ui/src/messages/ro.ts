import { plural } from '../i18n/plural.ts';
import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  attach: 'Atașează un fișier',
  cancel: 'Anulează',
  close: 'Închide',
  conversation: 'Conversație',
  delivered: 'Livrat',
  dropFiles: 'Lasă fișierele aici ca să le atașezi',
  discard: 'Renunță',
  download: 'Descarcă',
  email: 'Adresă de e-mail',
  emailRequest: 'Lasă adresa de e-mail și vei primi răspunsul chiar dacă închizi această pagină.',
  emailSave: 'Salvează',
  emoji: 'Emoji',
  emojiNone: 'Niciun emoji cu acest nume',
  emojiSearch: 'Caută emoji',
  failed: 'Netrimis',
  failedLoad: 'Nu s-a putut încărca',
  image: 'Imagine',
  showImage: (size) => `Arată imaginea (${size})`,
  imageFailed: 'Imaginea nu poate fi afișată',
  jumpToLatest: 'La ultimul mesaj',
  loadingEarlier: 'Se încarcă mesajele mai vechi',
  message: 'Mesaj',
  newMessages: (count) =>
    n(count, { one: '# mesaj nou', few: '# mesaje noi', other: '# de mesaje noi' }),
  note: 'Notă, doar pentru echipă',
  offline: 'Fără conexiune. Ce scrii se păstrează și pleacă imediat ce revine.',
  openImage: (name) => `Deschide imaginea ${name}`,
  readBy: (name) => `Citit de ${name}`,
  remove: (name) => `Elimină ${name}`,
  retry: 'Încearcă din nou',
  send: 'Trimite',
  sent: 'Trimis',
  someoneTyping: (name) => `${name} scrie`,
  tooLong: (by) =>
    n(by, {
      one: '# caracter în plus',
      few: '# caractere în plus',
      other: '# de caractere în plus',
    }),
  unread: 'Mesaje noi',
  uploading: (name) => `Se încarcă ${name}`,
  waiting: 'Așteaptă trimiterea',
  you: 'Tu',
};

export default ro;
