import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ru');

const ru: Messages = {
  find: 'Найти в переписке',
  app: 'Мессенджер',

  signInTitle: 'Ваши переписки',
  signInText: 'Войдите по адресу почты: мы пришлём код. Пароль не нужен.',
  email: 'Адрес почты',
  emailMissing: 'Введите адрес почты.',
  emailWrong: 'Это не похоже на адрес почты. Проверьте, пожалуйста.',
  sendCode: 'Прислать код',
  codeTitle: 'Загляните в почту',
  codeText: (to) => `Мы отправили код из шести цифр на ${to}.`,
  code: 'Код',
  codeWrong: 'Код неверный или устарел.',
  signIn: 'Войти',
  sendAgain: 'Прислать ещё один код',
  sendAgainIn: (seconds) =>
    n(seconds, {
      one: 'Ещё один код через # секунду',
      few: 'Ещё один код через # секунды',
      many: 'Ещё один код через # секунд',
    }),
  sentAgain: 'Ещё один код уже в пути.',
  otherEmail: 'Другой адрес',
  linkTitle: 'Продолжить переписку',
  linkText: 'Вы войдёте на этом устройстве по ссылке из письма.',
  linkAs: (name) => `Вы вошли как ${name}.`,
  linkContinue: 'Продолжить',
  linkContinueAs: (name) => `Продолжить как ${name}`,
  linkUsed: 'Ссылка уже использована или устарела',
  linkUsedText: 'Каждая ссылка работает один раз. Войдите по коду.',
  signOut: 'Выйти',
  signedOut: 'Сеанс закончился. Войдите, чтобы продолжить.',

  unreachable: 'Сервер недоступен. Проверьте соединение.',
  tooManyTries: (seconds) =>
    n(seconds, {
      one: 'Слишком много попыток. Подождите # секунду и попробуйте снова.',
      few: 'Слишком много попыток. Подождите # секунды и попробуйте снова.',
      many: 'Слишком много попыток. Подождите # секунд и попробуйте снова.',
    }),
  notAllowed: 'Это вам не разрешено.',
  tooLarge: 'Слишком большой размер.',
  unsupportedPicture: 'Такую картинку мы не покажем. Подойдут PNG, JPEG, GIF и WebP.',
  notFound: 'Этого больше нет.',
  wentWrong: 'Не получилось. Ничего не потеряно; попробуйте ещё раз.',
  cannotLoad: 'Мессенджер не загрузился',
  unknownPage: 'По этому адресу ничего нет',
  toInbox: 'К вашим перепискам',

  conversations: 'Переписки',
  unread: (count) =>
    n(count, {
      one: '# непрочитанное сообщение',
      few: '# непрочитанных сообщения',
      many: '# непрочитанных сообщений',
    }),
  snippet: { image: 'Картинка', file: 'Файл' },
  youSaid: 'Вы:',
  noMessages: 'Сообщений пока нет',
  listFailed: 'Переписки не загрузились',
  emptyTitle: 'Переписок пока нет',
  emptyText:
    'Когда вы напишете компании с этим адресом почты, переписка появится здесь, на каждом устройстве.',

  nothingOpen: 'Ваши переписки',
  nothingOpenText: 'Выберите переписку, чтобы читать и отвечать.',
  conversationFailed: 'Переписка не загрузилась',
  back: 'К списку',
  online: 'В сети',
  typing: (name) => `${name} печатает`,
  answersLater: 'Ответ придёт сюда и на почту',
  someone: 'Кто-то',
  writeTo: (name) => `Написать: ${name}`,
  earlierLater: 'Прежние сообщения появятся, когда вернётся связь.',
  startTitle: (name) => `Вы и ${name}`,
  startText: 'Пока ничего не сказано.',
  via: { email: 'по почте' },
  event: {
    email_given: (email) => `Вы оставили адрес: ${email}`,
    identity_verified: (value) => `Подтверждено: ${value}`,
  },

  connecting: 'Соединяемся…',

  profile: 'Профиль',
  profileOf: (name) => `Профиль: ${name}`,
  picture: 'Фото',
  changePicture: 'Сменить фото',
  pictureText: 'Его видят компании, которым вы пишете.',
  name: 'Имя',
  nameText: 'Его видят компании, которым вы пишете.',
  save: 'Сохранить',
  saved: 'Сохранено',
  language: 'Язык',
  languages: { en: 'English', ru: 'Русский', ro: 'Română', ar: 'العربية' },
  theme: 'Цвета',
  themes: { system: 'Как в системе', light: 'Светлые', dark: 'Тёмные' },
  install: 'Установить на это устройство',
};

export default ru;
