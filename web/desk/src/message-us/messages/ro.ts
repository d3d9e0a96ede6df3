import type { Messages } from './en.ts';

const ro: Messages = {
  title: 'Scrieți-ne',
  text: 'Un singur link care deschide un chat cu dumneavoastră; puneți-l oriunde vă întâlnesc oamenii.',
  link: 'Link',
  ref: 'Unde se află (ref)',
  refText: 'Îl văd agenții și boții: shop-window, spring-flyer, invoice. Poate rămâne gol.',
  refWrong: 'Cel mult 100 de litere latine, cifre și - . _ ~ : =',
  copyLink: 'Copiați linkul',
  open: 'Încercați-l',
  qr: 'Cod QR',
  qrText: 'Pentru tipar și ecrane. Se citește, deși sigla îi acoperă mijlocul.',
  qrAlt: (link) => `Codul QR al linkului ${link}`,
  download: (format) => `Descărcați ${format}`,
  logo: 'Siglă',
  logoText: 'O imagine pătrată. Clienții o văd și în messenger.',
  changeLogo: 'Schimbați sigla',
  button: 'Buton pentru o pagină web',
  buttonText: 'HTML simplu: fără scripturi, nu se încarcă nimic.',
  signature: 'Semnătură de e-mail',
  signatureText: 'Copiați-o și lipiți-o în semnătura programului de e-mail.',
  copySignature: 'Copiați semnătura',
  copyHtml: 'Copiați HTML-ul',
  html: 'HTML',
  preview: 'Previzualizare',
  messageUs: 'Scrieți-ne',
};

export default ro;
