import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ru');

const ru: Messages = {
  title: 'Сотрудники',
  text: 'Кто здесь работает, в какой роли, и кто приглашён.',
  failed: 'Не удалось загрузить',
  cancel: 'Отмена',
  roles: {
    owner: 'Владелец',
    admin: 'Администратор',
    agent: 'Агент',
    viewer: 'Наблюдатель',
    custom: 'Своя роль',
  },
  roleHints: {
    owner: 'Может всё и решает, кто владельцы',
    admin: 'Может всё, кроме решений о владельцах',
    agent: 'Отвечает клиентам',
    viewer: 'Читает и ничего не меняет',
    custom: 'Кроме готовых: всё, что может наблюдатель, и то, что вы выберете.',
  },

  members: 'Кто здесь работает',
  membersText: 'Новая роль действует сразу, в том числе на открытом рабочем столе.',
  you: 'вы',
  role: (name) => `Роль: ${name}`,
  seen: (time) => `был(а) ${time}`,
  unseen: 'ещё не заходил(а)',
  secondFactor: 'второй фактор есть',
  noSecondFactor: 'без второго фактора',
  roleGiven: (name, role) => `${name}: ${role}`,
  remove: (name) => `Убрать: ${name}`,
  removeTitle: (name) => `Убрать ${name}?`,
  removeText:
    'Доступ к этому рабочему пространству закроется сразу, ключи API перестанут работать, обращения вернутся в «Без исполнителя». Написанное останется.',
  removeNow: 'Убрать',
  removed: (name) => `${name} здесь больше не работает`,
  lastOwner: 'Сначала назначьте другого владельца.',

  invitations: 'Приглашения',
  invitationsText: 'По электронной почте. Ссылка действует один раз, 7 дней.',
  invite: 'Пригласить',
  send: 'Отправить приглашение',
  email: 'Электронная почта',
  emailWrong: 'Введите адрес электронной почты.',
  asWhat: 'Роль',
  teams: 'Команды',
  language: 'Язык письма',
  sent: (email) => `Отправлено: ${email}`,
  known: (email) => `${email} уже работает здесь или приглашён.`,
  askedBy: (name, time) => `пригласил(а) ${name}, ${time}`,
  ends: (time) => `до ${time}`,
  over: 'Срок ссылки истёк',
  resend: (email) => `Отправить ещё раз: ${email}`,
  withdraw: (email) => `Отозвать приглашение: ${email}`,
  withdrawn: 'Приглашение отозвано',
  nobody: 'Сейчас никто не приглашён',
  nobodyText: 'Пригласите коллег, которые отвечают вместе с вами.',

  // roles
  rolesTitle: 'Роли',
  rolesText: 'Кроме готовых: всё, что может наблюдатель, и то, что вы выберете.',
  newRole: 'Новая роль',
  roleName: 'Название',
  roleNameMissing: 'Введите название.',
  mayAlso: 'Ещё может',
  makeRole: 'Создать роль',
  save: 'Сохранить',
  changeRole: (name) => `Изменить: ${name}`,
  deleteRole: (name) => `Удалить: ${name}`,
  people: (count) =>
    count === 0
      ? 'Пока ни у кого'
      : n(count, { one: '# человек', few: '# человека', many: '# человек' }),
  roleDeleted: 'Роль удалена',
  roleTaken: 'Эта роль у кого-то есть или предложена. Сначала дайте другую.',
  capabilities: {
    'staff.write': 'Приглашать, убирать и давать роли',
    'cases.write': 'Метки, распределение, сроки и правила',
    'stickers.write': 'Стикеры',
    'keys.write': 'Создавать ключи API',
  },

  invitedTitle: (workspace) => `Присоединиться к ${workspace}`,
  invitedText: (by, role) => `${by} приглашает вас. Ваша роль: ${role}.`,
  asAddress: (email) => `Вы войдёте как ${email}.`,
  name: 'Ваше имя',
  nameHint: 'Его видят клиенты и коллеги.',
  nameMissing: 'Введите имя.',
  join: 'Присоединиться',
  overTitle: 'Приглашение больше не действует',
  overText: 'Оно использовано, отозвано или прошло 7 дней. Попросите новое.',
  toDesk: 'К рабочему столу',
  asked: 'Вас приглашают',
};

export default ru;
