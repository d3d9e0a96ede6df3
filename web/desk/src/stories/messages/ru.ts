import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ru');

const ru: Messages = {
  title: 'Истории',
  text: 'Картинка или короткое видео на один день: их видят в мессенджере все, кто с вами переписывается.',
  publishTitle: 'Новая история',
  picture: 'Картинка или видео',
  choose: 'Выбрать картинку или видео',
  chooseAnother: 'Выбрать другое',
  alt: 'Что на ней',
  altText: 'Для тех, кто этого не видит; стоит и рядом с ответами.',
  altMissing: 'Напишите, что здесь показано.',
  link: 'Ссылка (необязательно)',
  linkWrong: 'Адрес начинается с https://',
  tooLong: (most) =>
    n(most, {
      one: 'Видео — не дольше # секунды.',
      few: 'Видео — не дольше # секунд.',
      many: 'Видео — не дольше # секунд.',
    }),
  unplayable: 'Браузеры не могут показать это видео. Подойдёт MP4 или WebM.',
  video: (length) =>
    n(length, { one: 'Видео, # секунда', few: 'Видео, # секунды', many: 'Видео, # секунд' }),
  publish: 'Показать на 24 часа',
  present: 'Показываются сейчас',
  none: 'Сейчас ничего не показывается',
  noneText: 'Опубликованное стоит здесь, пока не пройдёт день.',
  failed: 'Не удалось загрузить истории',
  left: (hours) => n(hours, { one: 'ещё # час', few: 'ещё # часа', many: 'ещё # часов' }),
  leftMinutes: (minutes) =>
    n(minutes, { one: 'ещё # минута', few: 'ещё # минуты', many: 'ещё # минут' }),
  seen: (count) =>
    n(count, {
      one: 'Увидел # человек',
      few: 'Увидели # человека',
      many: 'Увидели # человек',
    }),
  by: (name) => `опубликовал(а) ${name}`,
  remove: (alt) => `Удалить: ${alt}`,
  removed: 'Удалено',
};

export default ru;
