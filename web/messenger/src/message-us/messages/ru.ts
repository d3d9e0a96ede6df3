import type { Messages } from './en.ts';

const ru: Messages = {
  unknownTitle: 'Такой компании здесь нет',
  unknownText: 'Проверьте, пожалуйста, ссылку.',
  failed: 'Не удалось загрузить чат',
  keep: 'Войдите, чтобы разговор был на всех ваших устройствах.',
  signIn: 'Войти',
  backToChat: 'Вернуться в чат',
  chatWith: (business) => `Чат: ${business}`,
  startText: (name) => `Вы пишете как ${name}. Ответ придёт сюда и по почте.`,
  start: 'Начать разговор',
};

export default ru;
