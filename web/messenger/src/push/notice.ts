/** How what the server tells a device is shown. Runs in the service worker. */
import type { Notice } from '@causerie/ui/push/worker';

interface Words {
  message: string;
  image: string;
  file: string;
}

const EN: Words = { message: 'New message', image: 'Picture', file: 'File' };
const WORDS: Partial<Record<string, Words>> = {
  en: EN,
  ru: { message: 'Новое сообщение', image: 'Изображение', file: 'Файл' },
  ro: { message: 'Mesaj nou', image: 'Imagine', file: 'Fișier' },
  ar: { message: 'رسالة جديدة', image: 'صورة', file: 'ملف' },
};

/** What is said below the business's name: the message, or what kind of thing it is. */
export function bodyOf(notice: Notice): string {
  const words = WORDS[notice.locale ?? 'en'] ?? EN;
  if (notice.kind === 'image' || notice.kind === 'file') {
    const kind = words[notice.kind];
    return notice.text ? `${kind}: ${notice.text}` : kind;
  }
  return notice.text || words.message;
}

/** The address that a notice leads to. */
export function addressOf({ conversation }: Notice): string {
  return `/messenger/${conversation}`;
}
