import type { Words } from './en.ts';

const ru: Words = {
  email: 'Электронная почта',
  send: 'Отправить',
  sent: 'Письмо уже в пути.',
  text: 'Ответы тоже будут приходить на этот адрес.',
  title: 'Куда отправить?',
};

export default ru;
