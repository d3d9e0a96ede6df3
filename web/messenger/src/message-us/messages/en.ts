export const en = {
  unknownTitle: 'There is no such business here',
  unknownText: 'Check the link, please.',
  failed: 'The chat can’t be loaded',
  keep: 'Sign in to keep this conversation on all your devices.',
  signIn: 'Sign in',
  backToChat: 'Back to the chat',
  chatWith: (business: string) => `Chat with ${business}`,
  startText: (name: string) => `You write as ${name}. The answer reaches you here and by e-mail.`,
  start: 'Start a conversation',
};

export type Messages = typeof en;
