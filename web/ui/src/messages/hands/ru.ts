import type { Messages } from './en.ts';

const ru: Messages = {
  findCount: (at, of) => `${at} из ${of}`,
  findDate: 'Перейти к дате',
  findNext: 'Следующее совпадение',
  findNone: 'Ничего не найдено',
  findPrevious: 'Предыдущее совпадение',
  firstUnread: 'Первое непрочитанное',
  deleteText: 'Оно исчезнет у всех участников переписки.',
  deleteTitle: 'Удалить это сообщение?',
  copyLink: 'Копировать ссылку',
  copyText: 'Копировать текст',
  moreReactions: 'Другие реакции',
};

export default ru;
