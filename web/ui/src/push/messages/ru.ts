import type { Messages } from './en.ts';

const ru: Messages = {
  quiet: 'Тихие часы',
  quietText: 'В это время ни одно устройство не звонит; о пришедшем вы узнаете потом.',
  from: 'С',
  to: 'До',
};

export default ru;
