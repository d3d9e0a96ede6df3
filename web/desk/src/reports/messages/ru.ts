import { plural } from '@causerie/ui';

import type { en } from './en.ts';

const n = plural('ru');

export default {
  tag: 'ru',
  title: 'Отчёты',
  text: 'Что произошло и сколько ждали клиенты. Каждое число открывает обращения, из которых оно сложилось.',
  failed: 'Не удалось загрузить',
  nothing: 'За этот период ничего нет',
  nothingText: 'Как только клиенты напишут, здесь появятся числа.',
  more: 'Показать ещё',
  none: 'Нет',
  nobody: 'Никто',
  any: 'Все',

  asked: 'Что показано',
  period: 'Период',
  lastDays: (days) =>
    n(days, { one: 'Последний # день', few: 'Последние # дня', many: 'Последние # дней' }),
  ownPeriod: 'С … по …',
  from: 'С',
  to: 'По',
  office: 'В рабочие часы',
  officeHint: 'Время считается, только пока компания работает',
  dimensions: { agent: 'Агент', team: 'Команда', channel: 'Канал', label: 'Метка' },
  channels: {
    web: 'Виджет',
    messenger: 'Мессенджер',
    email: 'Почта',
    desk: 'Рабочее место',
    api: 'API',
  },

  now: 'Сейчас',
  nowText: 'Обновляется каждые несколько секунд.',
  open: 'Открытые обращения',
  unassigned: 'Не назначены',
  waiting: 'Ждут ответа',
  longest: 'Ждут дольше всех',
  noneWaits: 'Никто не ждёт ответа.',
  waits: (time) => `ждёт ${time}`,
  agents: 'Агенты',
  agentCases: (open, waiting) =>
    `${n(open, { one: '# открытое обращение', few: '# открытых обращения', many: '# открытых обращений' })}, ${n(waiting, { one: '# ждёт', few: '# ждут', many: '# ждут' })}`,

  figures: 'Показатели',
  names: {
    opened: 'Новые обращения',
    reopened: 'Открыты снова',
    first: 'Первый ответ',
    next: 'Следующие ответы',
    resolved: 'Время решения',
    sla: 'Сроки соблюдены',
    rating: 'Оценка клиентов',
    bots: 'Решено только ботами',
  },
  median: 'Медиана',
  nineOfTen: (time) => `9 из 10 за ${time}`,
  answers: (count) => n(count, { one: '# ответ', few: '# ответа', many: '# ответов' }),
  cases: (count) => n(count, { one: '# обращение', few: '# обращения', many: '# обращений' }),
  ratings: (count, asked) =>
    `${n(count, { one: '# оценка', few: '# оценки', many: '# оценок' })}, запрошено: ${asked}`,
  missed: (count) => n(count, { one: '# пропущен', few: '# пропущено', many: '# пропущено' }),
  moreThanBefore: (share) => `на ${share} больше, чем за прошлый период`,
  lessThanBefore: (share) => `на ${share} меньше, чем за прошлый период`,
  asBefore: 'как за прошлый период',
  byDay: (name) => `${name} по дням`,
  chart: (name, days, most) =>
    `${name}: ${n(days, { one: '# день', few: '# дня', many: '# дней' })}, не больше ${most}. Все дни — в таблице ниже.`,
  asTable: 'Таблицей',
  day: 'День',
  value: 'Значение',
  count: 'Количество',
  behind: (count) =>
    n(count, {
      one: 'Показать # обращение',
      few: 'Показать # обращения',
      many: 'Показать # обращений',
    }),
  csv: 'CSV',
  csvOf: (name) => `${name}: CSV`,
  casesOf: (name) => `${name}: обращения`,
  stars: (score) => n(score, { one: '# звезда', few: '# звезды', many: '# звёзд' }),
  took: (time) => `через ${time}`,
  targets: { first: 'Первый ответ', next: 'Следующий ответ', resolution: 'Решение' },
  met: 'соблюдён',
  late: 'пропущен',

  groups: 'Сравнение',
  groupsText: 'Времена — медианы.',
  columns: {
    name: 'Название',
    opened: 'Новые',
    answered: 'Ответы',
    first: 'Первый ответ',
    next: 'Следующие',
    resolved: 'Решено',
    resolution: 'До решения',
    missed: 'Пропущено',
    average: 'Оценка',
  },

  hours: 'Когда пишут клиенты',
  hoursText: (zone) => `Вопросы, которые ждали ответа, по дням и часам (${zone}).`,
  cell: (count, day, hour) =>
    `${n(count, { one: '# вопрос', few: '# вопроса', many: '# вопросов' })}, ${day}, ${hour}`,

  comments: 'Что сказали клиенты',
  commentsText: 'Последние оценки с комментариями.',
  noComments: 'За этот период никто не поставил оценку.',
} satisfies typeof en;
