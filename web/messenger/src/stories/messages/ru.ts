import type { Messages } from './en.ts';

const ru: Messages = {
  stories: 'Истории',
  open: (business) => `Истории: ${business}`,
  openNew: (business) => `Новые истории: ${business}`,
  close: 'Закрыть',
  next: 'Дальше',
  previous: 'Назад',
  pause: 'Пауза',
  go: 'Продолжить',
  soundOn: 'Включить звук',
  soundOff: 'Выключить звук',
  at: (place, of) => `${place} из ${of}`,
  link: 'Открыть ссылку',
  answer: (business) => `Ответить: ${business}`,
  send: 'Отправить',
  sent: 'Отправлено. Ответ стоит в вашем разговоре.',
};

export default ru;
