import { plural } from '@causerie/ui';

import type { InboxWords } from './en.ts';

const n = plural('ru');

const ru: InboxWords = {
  search: 'Поиск по всем перепискам',
  clearSearch: 'Очистить поиск',
  results: 'Что нашлось',
  noResults: 'Ничего не нашлось',
  noResultsText: (query) => `«${query}» нет ни в одной вашей переписке.`,
  tooLittle: 'Напишите слово для поиска.',
  searchFailed: 'Поиск не удался',
  foundConversations: 'Переписки',
  foundMessages: 'Сообщения',
  you: 'Вы:',

  archived: 'Архив',
  archivedCount: (count) =>
    n(count, {
      one: '# переписка в архиве',
      few: '# переписки в архиве',
      many: '# переписок в архиве',
    }),
  backToInbox: 'Ко всем перепискам',
  archiveEmpty: 'Архив пуст',
  archiveEmptyText: 'Что вы убрали в архив, ждёт здесь и вернётся со следующим сообщением.',
  allArchived: 'Всё в архиве',
  allArchivedText: 'Переписка вернётся со следующим сообщением.',

  left: 'Вы больше не в этой группе',
  begin: 'Новая группа или ссылка',
  actionsOf: (name) => `Действия: ${name}`,
  pin: 'Закрепить',
  unpin: 'Открепить',
  pinned: 'Закреплено',
  up: 'Выше',
  down: 'Ниже',
  mute: 'Без звука…',
  unmute: 'Включить звук',
  muted: 'Без звука',
  archive: 'В архив',
  unarchive: 'Вернуть из архива',
  undo: 'Отменить',
  wasArchived: (name) => `${name} в архиве`,

  muteTitle: (name) => `Без звука: ${name}`,
  muteText: 'До тех пор ни звука, ни числа на значке. Сообщения приходят.',
  muteFor: {
    hour: 'На час',
    day: 'На 8 часов',
    week: 'На неделю',
    ever: 'Пока не включу',
  },
  keys: 'P закрепляет, M убирает звук, E убирает в архив; Alt со стрелкой двигает закреплённое.',
};

export default ru;
