import { plural } from '../../i18n/plural.ts';
import type { Messages } from './en.ts';

const n = plural('ru');

const ru: Messages = {
  agreed: 'Да',
  answered: 'Ответ получен',
  answerFailed: 'Ответ не отправлен. Попробуйте ещё раз.',
  anonymous: 'Анонимный опрос',
  anonymousVote: 'Голос отдан',
  cards: 'Карточки',
  choose: 'Выбрать',
  chosen: 'Ваш выбор',
  close: 'Завершить опрос',
  closed: 'Опрос завершён',
  comment: 'Расскажите подробнее (необязательно)',
  date: 'Дата',
  flaw: {
    required: 'Заполните это поле',
    too_long: 'Слишком длинно',
    too_small: 'Слишком мало или слишком рано',
    too_large: 'Слишком много или слишком поздно',
    number: 'Введите число',
    email: 'Это не адрес электронной почты',
    phone: 'Это не номер телефона; начните с + и кода страны',
    date: 'Выберите дату',
    option: 'Выберите один из вариантов',
    type: 'Это нельзя отправить',
  },
  moment: 'Дата и время',
  next: 'Следующая карточка',
  optional: 'необязательно',
  pickSeveral: 'Можно выбрать несколько',
  previous: 'Предыдущая карточка',
  rate: 'Как мы справились?',
  send: 'Отправить',
  sending: 'Отправляем…',
  stars: (count) => n(count, { one: '# звезда', few: '# звезды', many: '# звёзд' }),
  thanks: 'Спасибо!',
  vote: 'Проголосовать',
  votes: (count) => n(count, { one: '# голос', few: '# голоса', many: '# голосов' }),
  zone: (zone) => `Время: ${zone}`,
};

export default ru;
