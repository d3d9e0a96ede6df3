import type { Messages } from './en.ts';

const ro: Messages = {
  cancel: 'Anulează înregistrarea',
  listen: 'Oprește și ascultă',
  micBlocked: 'Microfonul este blocat pentru această pagină. Permiteți-l în setările browserului.',
  micMissing: 'Nu s-a găsit niciun microfon.',
  micFailed: 'Aici nu se poate înregistra.',
  pause: 'Pauză',
  play: 'Redă',
  record: 'Înregistrează un mesaj vocal',
  recording: 'Se înregistrează',
  recordingAt: (time) => `Se înregistrează, ${time}`,
  seek: 'Poziția în înregistrare',
  at: (time, of) => `${time} din ${of}`,
  send: 'Trimite',
  speed: (times) => `Viteza ${times}×`,
  soundFailed: 'Această înregistrare nu poate fi redată',
  playVideo: (time) => `Redă videoul, ${time}`,
  videoFailed: 'Acest videoclip nu poate fi redat',
  voice: 'Mesaj vocal',
};

export default ro;
