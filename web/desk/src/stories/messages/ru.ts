import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ru');

const ru: Messages = {
  title: 'Истории',
  text: 'Картинка на один день: её видят в мессенджере все, кто с вами переписывается.',
  publishTitle: 'Новая история',
  picture: 'Картинка',
  choose: 'Выбрать картинку',
  chooseAnother: 'Выбрать другую',
  alt: 'Что на ней',
  altText: 'Для тех, кто не видит картинку; стоит и рядом с ответами.',
  altMissing: 'Напишите, что на картинке.',
  link: 'Ссылка (необязательно)',
  linkWrong: 'Адрес начинается с https://',
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
