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
  denied: 'Your browser doesn’t allow it. Change that in the browser’s settings for this page.',
  quiet: 'Quiet hours',
  quietText: 'Meanwhile none of your devices rings; what came is told afterwards.',
  from: 'From',
  to: 'To',
  impossible: 'This browser can’t do that now. Try again later.',
};

export type Messages = typeof en;
