export const en = {
  cancel: 'Cancel recording',
  listen: 'Stop and listen',
  micBlocked: 'The microphone is blocked for this page. Allow it in your browser’s settings.',
  micMissing: 'No microphone was found.',
  micFailed: 'Recording is not possible here.',
  pause: 'Pause',
  play: 'Play',
  record: 'Record a voice message',
  recording: 'Recording',
  recordingAt: (time: string) => `Recording, ${time}`,
  seek: 'Position in the recording',
  at: (time: string, of: string) => `${time} of ${of}`,
  send: 'Send',
  speed: (times: string) => `Speed ${times}×`,
  soundFailed: 'This recording can’t be played',
  playVideo: (time: string) => `Play the video, ${time}`,
  videoFailed: 'This video can’t be played',
  voice: 'Voice message',
};

export type Messages = typeof en;
