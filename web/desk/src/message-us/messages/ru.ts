import type { Messages } from './en.ts';

const ru: Messages = {
  title: 'Напишите нам',
  text: 'Одна ссылка, по которой открывается чат с вами. Разместите её там, где вас встречают.',
  link: 'Ссылка',
  ref: 'Где она размещена (ref)',
  refText: 'Это видят операторы и боты: shop-window, spring-flyer, invoice. Можно не заполнять.',
  refWrong: 'До 100 латинских букв, цифр и знаков - . _ ~ : =',
  copyLink: 'Скопировать ссылку',
  open: 'Проверить',
  qr: 'QR-код',
  qrText: 'Для печати и экранов. Он читается, хотя в середине ваш логотип.',
  qrAlt: (link) => `QR-код ссылки ${link}`,
  download: (format) => `Скачать ${format}`,
  logo: 'Логотип',
  logoText: 'Квадратная картинка. Клиенты видят её и в мессенджере.',
  changeLogo: 'Сменить логотип',
  button: 'Кнопка для сайта',
  buttonText: 'Простой HTML: без скриптов, ничего не загружается.',
  signature: 'Подпись в письмах',
  signatureText: 'Скопируйте и вставьте в подпись вашей почтовой программы.',
  copySignature: 'Скопировать подпись',
  copyHtml: 'Скопировать HTML',
  html: 'HTML',
  preview: 'Предпросмотр',
  messageUs: 'Напишите нам',
};

export default ru;
