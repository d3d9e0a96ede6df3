export const en = {
  or: 'or',
  passkeySignIn: 'Sign in with a passkey',
  passkeyUnknown: 'This passkey isn’t known here. Sign in another way.',
  passkeyStopped: 'No passkey was used. Try again when you like.',

  title: 'Signing in',
  loadFailed: 'The ways you sign in can’t be shown',
  retry: 'Try again',
  passkeys: 'Passkeys',
  passkeysText:
    'Sign in with your fingerprint, your face or your device’s PIN. There is nothing to remember and nothing to be stolen.',
  noPasskeys: 'You have no passkey yet.',
  add: 'Add a passkey',
  added: 'The passkey was added',
  knownAlready: 'This device has a passkey for you already.',
  newName: (device: string) => (device === '' ? 'Passkey' : device),
  addedOn: (day: string) => `Added: ${day}`,
  usedOn: (day: string) => `Last used: ${day}`,
  synced: 'on all your devices',
  rename: (name: string) => `Rename ${name}`,
  remove: (name: string) => `Remove ${name}`,
  name: 'Name of the passkey',
  save: 'Save',
  cancel: 'Cancel',
  removeTitle: 'Remove this passkey?',
  removeText: (name: string) =>
    `${name} will not sign you in any more. Delete it on your device as well, so that it isn’t offered.`,
  removeIt: 'Remove',
  removed: 'The passkey was removed',

  proofTitle: 'Show that it’s you',
  proofText: 'What you are about to change decides who can sign in as you.',
  proofPasskey: 'Use a passkey',
  proofCode: 'Send me a code',
  proofCodeSent: (email: string) => `We sent a code of six digits to ${email}.`,
  code: 'Code',
  codeWrong: 'That code isn’t right, or it is too old.',
  password: 'Password',
  passwordWrong: 'That password isn’t right.',
  confirm: 'Continue',
};

export type Messages = typeof en;
