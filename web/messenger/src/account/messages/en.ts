export const en = {
  text: 'Sign in with your mobile number: we send you a code by SMS. No password.',
  phone: 'Phone number',
  hint: 'With the country, like +373 691 23 456',
  missing: 'Enter your phone number.',
  wrong: 'A code can’t be sent to this number. Check it, please; a mobile number is needed.',
  title: 'Look at your messages',
  other: 'Use another number',
};

export type Messages = typeof en;
