import { Problem } from '@causerie/client';

/** What an app says of refusals. */
export interface ProblemWords {
  unreachable: string;
  tooManyTries: (seconds: number) => string;
  tooLarge: string;
  unsupportedPicture: string;
  signedOut: string;
  notFound: string;
  notAllowed: string;
  wentWrong: string;
}

/** What to tell the reader about a refusal. What is no refusal is a fault of ours and is thrown on. */
export function explain(error: unknown, words: ProblemWords): string {
  if (!(error instanceof Problem)) throw error;
  switch (error.code) {
    case 'unreachable':
    case 'unavailable':
      return words.unreachable;
    case 'rate_limited':
    case 'overloaded':
      return words.tooManyTries(Math.ceil((error.retryAfterMs ?? 1000) / 1000));
    case 'too_large':
      return words.tooLarge;
    case 'unsupported_media':
      return words.unsupportedPicture;
    case 'unauthenticated':
      return words.signedOut;
    case 'not_found':
      return words.notFound;
    case 'forbidden':
      return words.notAllowed;
    case 'conflict':
    case 'invalid':
    case 'internal':
      return words.wentWrong;
  }
}
