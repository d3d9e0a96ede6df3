import { plural } from '../i18n/plural.ts';
import type { Messages } from './en.ts';

const n = plural('ru');

const ru: Messages = {
  attach: 'Прикрепить файл',
  cancel: 'Отмена',
  close: 'Закрыть',
  conversation: 'Переписка',
  delivered: 'Доставлено',
  dropFiles: 'Отпустите файлы, чтобы прикрепить их',
  discard: 'Удалить',
  download: 'Скачать',
  email: 'Адрес электронной почты',
  emailRequest: 'Оставьте адрес почты, и ответ придёт, даже если вы закроете эту страницу.',
  emailSave: 'Сохранить',
  emoji: 'Эмодзи',
  emojiNone: 'Нет эмодзи с таким названием',
  emojiSearch: 'Найти эмодзи',
  failed: 'Не отправлено',
  failedLoad: 'Не удалось загрузить',
  image: 'Изображение',
  showImage: (size) => `Показать изображение (${size})`,
  imageFailed: 'Изображение не открывается',
  jumpToLatest: 'К последнему сообщению',
  loadingEarlier: 'Загружаются более ранние сообщения',
  message: 'Сообщение',
  newMessages: (count) =>
    n(count, { one: '# новое сообщение', few: '# новых сообщения', many: '# новых сообщений' }),
  note: 'Заметка, только для сотрудников',
  offline: 'Нет связи. Всё, что вы напишете, сохранится и уйдёт, когда она вернётся.',
  openImage: (name) => `Открыть изображение ${name}`,
  readBy: (name) => `Прочитано: ${name}`,
  remove: (name) => `Убрать ${name}`,
  retry: 'Повторить',
  send: 'Отправить',
  sent: 'Отправлено',
  someoneTyping: (name) => `${name} печатает`,
  tooLong: (by) =>
    n(by, {
      one: 'На # символ больше, чем можно',
      few: 'На # символа больше, чем можно',
      many: 'На # символов больше, чем можно',
    }),
  unread: 'Новые сообщения',
  uploading: (name) => `Загружается ${name}`,
  waiting: 'Ждёт отправки',
  you: 'Вы',
};

export default ru;
