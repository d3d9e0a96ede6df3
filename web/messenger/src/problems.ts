import { Problem } from '@causerie/client';

import { messages } from './messages/index.ts';

/** What to tell the reader about a refusal, in their language. What is no refusal is a fault of ours and is thrown on. */
export function explain(error: unknown): string {
  if (!(error instanceof Problem)) throw error;
  const { t } = messages;
  switch (error.code) {
    case 'unreachable':
    case 'unavailable':
      return t.unreachable;
    case 'rate_limited':
    case 'overloaded':
      return t.tooManyTries(Math.ceil((error.retryAfterMs ?? 1000) / 1000));
    case 'too_large':
      return t.tooLarge;
    case 'unsupported_media':
      return t.unsupportedPicture;
    case 'unauthenticated':
      return t.signedOut;
    case 'not_found':
      return t.notFound;
    case 'forbidden':
    case 'conflict':
    case 'invalid':
    case 'internal':
      return t.wentWrong;
  }
}
