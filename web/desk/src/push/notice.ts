/** How what the server tells an agent's device is shown. Runs in the service worker. */
import type { Notice } from '@causerie/ui/push/worker';

interface Words {
  message: string;
  image: string;
  file: string;
  assigned: (by: string) => string;
  mentioned: (by: string) => string;
}

const EN: Words = {
  message: 'New message',
  image: 'Picture',
  file: 'File',
  assigned: (by) =>
    by === '' ? 'This conversation is yours now' : `${by} gave you this conversation`,
  mentioned: (by) => `${by} mentioned you in a note`,
};
const WORDS: Partial<Record<string, Words>> = {
  en: EN,
  ru: {
    message: 'Новое сообщение',
    image: 'Изображение',
    file: 'Файл',
    assigned: (by) => (by === '' ? 'Этот диалог теперь ваш' : `${by} передаёт вам этот диалог`),
    mentioned: (by) => `${by} упоминает вас в заметке`,
  },
  ro: {
    message: 'Mesaj nou',
    image: 'Imagine',
    file: 'Fișier',
    assigned: (by) =>
      by === '' ? 'Conversația este acum a ta' : `${by} ți-a dat această conversație`,
    mentioned: (by) => `${by} te-a menționat într-o notă`,
  },
};

/** What is said below the customer's name: why it concerns the agent, or what was said. */
export function bodyOf(notice: Notice): string {
  const words = WORDS[notice.locale ?? 'en'] ?? EN;
  if (notice.why === 'assigned' || notice.why === 'mentioned')
    return words[notice.why](notice.by ?? '');
  if (notice.kind === 'image' || notice.kind === 'file') {
    const kind = words[notice.kind];
    return notice.text ? `${kind}: ${notice.text}` : kind;
  }
  return notice.text || words.message;
}

/** The address that a notice leads to. */
export function addressOf({ workspace, conversation, why }: Notice): string {
  return `/desk/${workspace ?? ''}/${why === 'new' ? 'unassigned' : 'mine'}/${conversation}`;
}
