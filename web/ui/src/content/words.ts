import { messages } from '../messages/index.ts';
import type { Content } from '../timeline/entry.ts';

/** A message in words, for a quote, a screen reader and a line in a list. */
export function contentWords(content: Content): string {
  switch (content.kind) {
    case 'text':
      return content.text.replace(/\*\*|~~|`+/g, '');
    case 'image':
    case 'file':
      return content.caption || (content.kind === 'image' ? messages.t.image : content.file.name);
    case 'sticker':
    case 'place':
      return content.kind === 'place' ? `📍 ${content.name || content.address}` : '✨';
    case 'voice':
      return `🎤 ${content.caption ?? ''}`;
    case 'video':
      return `🎬 ${content.caption || content.file.name}`;
    case 'story_answer':
      return content.text;
    case 'email_request':
      return messages.t.emailRequest;
    case 'deleted':
      return messages.t.deleted;
    default:
      return content.text || messages.t.message;
  }
}

/** What its author may word anew: the text, or the caption; undefined where there is none. */
export function editableText(content: Content): string | undefined {
  if (content.kind === 'text') return content.text;
  if (content.kind === 'story_answer') return undefined;
  return 'file' in content ? (content.caption ?? '') : undefined;
}
