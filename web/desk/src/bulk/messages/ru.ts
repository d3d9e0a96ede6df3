import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ru');

export default {
  tag: 'ru',
  bar: 'Что сделать с выбранными',
  choose: (name) => `Выбрать: ${name}`,
  chosen: (count) => n(count, { one: 'Выбран #', few: 'Выбрано #', many: 'Выбрано #' }),
  allChosen: 'Выбраны все',
  allBut: (count) => n(count, { one: 'Все, кроме #', few: 'Все, кроме #', many: 'Все, кроме #' }),
  clear: 'Снять выбор',
  more: 'Ещё действия',
  assign: 'Назначить',
  label: 'Поставить метки',
  unlabel: 'Снять метки',
  read: 'Отметить прочитанными',
  going: (what, done, total) => `${what}: ${done} из ${total}`,
  went: (what, count) =>
    `${what}: ${n(count, { one: 'готов #', few: 'готово #', many: 'готово #' })}`,
  left: (count) =>
    n(count, { one: '# остался как был', few: '# остались как были', many: '# осталось как было' }),
  why: 'Почему',
  leftTitle: 'Остались как были',
  somebody: 'Посетитель',
  whyLeft: {
    already: 'Уже так',
    gone: 'Больше нет или вам не виден',
    no_case: 'Нет обращения, с которым это сделать',
    changed: 'Кто-то успел изменить',
    forbidden: 'У вас больше нет на это прав',
    refused: 'С этим так нельзя',
    stopped: 'Остановлено до его очереди',
  },
  partly: 'сделано частично',
  andMore: (count) => n(count, { one: 'и ещё #', few: 'и ещё #', many: 'и ещё #' }),
  sayTitle: 'Сказать это всем?',
  sayText: (chosen) => `Клиенты это прочтут, и вернуть сказанное нельзя: ${chosen}.`,
  say: 'Сказать',
  undoButSaid: 'Отменить, кроме сказанного',
  close: 'Закрыть',
} satisfies Messages;
