import { Problem, type ProblemCode } from '@causerie/client';

import { messages } from './messages/index.ts';

/**
 * What to tell the visitor about a refusal, in their language; `own` words it for the place where it happened. What is
 * no refusal is a fault of ours and is thrown on.
 */
export function explain(error: unknown, own: Partial<Record<ProblemCode, string>> = {}): string {
  if (!(error instanceof Problem)) throw error;
  const { t } = messages;
  const words = own[error.code];
  if (words !== undefined) return words;
  if (error.code === 'unreachable' || error.code === 'unavailable') return t.unreachable;
  if (error.code === 'rate_limited' || error.code === 'overloaded') return t.tooMany;
  return error.code === 'too_large' ? t.tooLarge : t.wrong;
}
