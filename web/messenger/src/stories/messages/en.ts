export const en = {
  stories: 'Stories',
  open: (business: string) => `Stories of ${business}`,
  openNew: (business: string) => `New stories of ${business}`,
  close: 'Close',
  next: 'Next',
  previous: 'Previous',
  pause: 'Pause',
  go: 'Go on',
  soundOn: 'Turn the sound on',
  soundOff: 'Turn the sound off',
  at: (place: string, of: string) => `${place} of ${of}`,
  link: 'Open the link',
  answer: (business: string) => `Answer ${business}`,
  send: 'Send',
  sent: 'Sent. The answer stands in your conversation.',
};

export type Messages = typeof en;
