/** What the server tells a device (`Notice` of the API's push channel), and how it is shown. Runs in the service worker. */

export interface Notice {
  conversation: string;
  unread: number;
  close?: boolean;
  title?: string;
  kind?: string;
  text?: string;
  icon?: string;
  locale?: string;
}

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
export function addressOf(conversation: string): string {
  return `/messenger/${conversation}`;
}
