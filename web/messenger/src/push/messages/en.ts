export const en = {
  offer: (name: string) =>
    name === '' ? 'Be told when an answer comes' : `Be told when ${name} answers`,
  offerText: 'Also when the messenger is closed.',
  turnOn: 'Turn on',
  notNow: 'Not now',
  isOn: 'You will be told on this device',
  title: 'Notifications',
  here: 'On this device',
  hereText: 'What comes while the messenger is closed.',
  sound: 'Sound',
  soundText: 'A soft tone when something comes and you aren’t looking.',
  denied: 'Your browser doesn’t allow it. Change that in the browser’s settings for this page.',
  impossible: 'This browser can’t do that now. Try again later.',
};

export type Messages = typeof en;
