import { messages } from '../messages/index.ts';
import { plainText } from './markdown.ts';

/** The last message of a conversation, in a list. */
export function snippetWords({ content, text }: { content: string; text: string }): string {
  if (content === 'deleted') return messages.t.deleted;
  return content === 'text' ? plainText(text) : text;
}
