import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ru');

const ru: Messages = {
  title: 'Команды',
  hint: 'Сделать что-нибудь или найти кого-нибудь…',
  choose: 'Выберите…',
  recent: 'Недавние',
  found: 'Переписки',
  nothing: 'Ничего с таким названием нет.',
  count: (count) => n(count, { one: '# вариант', few: '# варианта', many: '# вариантов' }),
  on: 'Включено',
  off: 'Выключено',
  groups: {
    case: 'Эта переписка',
    list: 'Список',
    go: 'Перейти',
    device: 'Этот стол',
  },
  commands: {
    palette: 'Команды',
    search: 'Поиск',
    next: 'Следующая переписка',
    previous: 'Предыдущая переписка',
    open: 'Открыть переписку',
    back: 'Назад',
    filter: 'Фильтр списка',
    undo: 'Отменить',
    reply: 'Ответить',
    note: 'Написать заметку',
    take: 'Назначить мне',
    assign: 'Назначить…',
    team: 'Команда',
    label: 'Метки',
    priority: 'Срочность',
    snooze: 'Отложить',
    resolve: 'Решить или открыть снова',
    resolveNext: 'Решить и открыть следующую',
    bot: 'Оставить боту',
    find: 'Найти в этой переписке',
    contact: 'Показать или скрыть контакт',
    mine: 'Мои переписки',
    unassigned: 'Ничьи переписки',
    all: 'Все переписки',
    status: 'Показать по состоянию',
    workspace: 'Другое рабочее место',
    profile: 'Профиль',
    theme: 'Цвета',
    language: 'Язык',
    sound: 'Звук',
    letters: 'Команды буквами',
    shortcuts: 'Клавиатура',
    signOut: 'Выйти',
  },
  shortcuts: 'Клавиатура',
  writing: 'Пока вы пишете',
  send: 'Отправить',
  newLine: 'Новая строка',
};

export default ru;
