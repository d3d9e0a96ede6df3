import { explain as explainIn } from '@causerie/ui';

import { messages } from './messages/index.ts';

/** What to tell the reader about a refusal, in their language. */
export function explain(error: unknown): string {
  return explainIn(error, messages.t);
}
