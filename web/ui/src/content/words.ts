import { messages } from '../messages/index.ts';
import type { Content } from '../timeline/entry.ts';

/** A message in words, for a quote, a screen reader and a line in a list. */
export function contentWords(content: Content): string {
  switch (content.kind) {
    case 'text':
      return unmarked(content.text);
    case 'image':
    case 'file':
    case 'video':
      return content.caption || (content.kind === 'image' ? messages.t.image : content.file.name);
    case 'sticker':
      return '✨';
    case 'pack_sticker':
      return content.words;
    case 'place':
      return (
        content.name ||
        content.address ||
        messages.t.placeAt(`${content.latitude.toFixed(2)}, ${content.longitude.toFixed(2)}`)
      );
    case 'voice':
      return '🎤';
    case 'email_request':
      return messages.t.emailRequest;
    case 'deleted':
      return messages.t.deleted;
    default:
      return content.text || messages.t.message;
  }
}

/** A text without its marks. */
export function unmarked(text: string): string {
  return text.replace(/\*\*|~~|`+/g, '');
}

/** What its author may word anew: the text, or the caption; undefined where there is none. */
export function editableText(content: Content): string | undefined {
  if (content.kind === 'text') return content.text;
  return 'file' in content && !('alt' in content) ? (content.caption ?? '') : undefined;
}
