/** What the bubble says: to open, to close, what stands before the number of unread messages, the panel's name. */
type Words = readonly [open: string, close: string, unread: string, chat: string];

const WORDS: Record<string, Words> = {
  en: ['Open chat', 'Close chat', 'Unread messages: ', 'Chat'],
  ru: ['Открыть чат', 'Закрыть чат', 'Непрочитанных сообщений: ', 'Чат'],
  ro: ['Deschide chatul', 'Închide chatul', 'Mesaje necitite: ', 'Chat'],
  ar: ['فتح الدردشة', 'إغلاق الدردشة', 'رسائل غير مقروءة: ', 'الدردشة'],
};

const ENGLISH = WORDS['en'] as Words;

/** The words of the first of these BCP 47 tags that we have. */
export function wordsOf(tags: readonly string[]): Words {
  for (const tag of tags) {
    const words = WORDS[tag.slice(0, 2).toLowerCase()];
    if (words) return words;
  }
  return ENGLISH;
}
