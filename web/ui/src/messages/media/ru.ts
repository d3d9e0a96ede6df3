import type { Messages } from './en.ts';

const ru: Messages = {
  cancel: 'Отменить запись',
  listen: 'Остановить и послушать',
  micBlocked: 'Микрофон для этой страницы запрещён. Разрешите его в настройках браузера.',
  micMissing: 'Микрофон не найден.',
  micFailed: 'Здесь запись невозможна.',
  pause: 'Пауза',
  play: 'Воспроизвести',
  record: 'Записать голосовое сообщение',
  recording: 'Идёт запись',
  recordingAt: (time) => `Идёт запись, ${time}`,
  seek: 'Место в записи',
  at: (time, of) => `${time} из ${of}`,
  send: 'Отправить',
  speed: (times) => `Скорость ${times}×`,
  soundFailed: 'Эту запись не удаётся воспроизвести',
  playVideo: (time) => `Смотреть видео, ${time}`,
  videoFailed: 'Это видео не удаётся показать',
  voice: 'Голосовое сообщение',
};

export default ru;
