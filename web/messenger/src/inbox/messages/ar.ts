import { plural } from '@causerie/ui';

import type { InboxWords } from './en.ts';

const n = plural('ar');

const ar: InboxWords = {
  search: 'البحث في كل المحادثات',
  clearSearch: 'مسح البحث',
  results: 'النتائج',
  noResults: 'لا نتائج',
  noResultsText: (query) => `لا ترد «${query}» في أي من محادثاتك.`,
  tooLittle: 'اكتب كلمة للبحث عنها.',
  searchFailed: 'لم ينجح البحث',
  foundConversations: 'المحادثات',
  foundMessages: 'الرسائل',
  you: 'أنت:',

  archived: 'الأرشيف',
  archivedCount: (count) =>
    n(count, {
      zero: 'لا محادثات مؤرشفة',
      one: 'محادثة مؤرشفة واحدة',
      two: 'محادثتان مؤرشفتان',
      few: '# محادثات مؤرشفة',
      many: '# محادثة مؤرشفة',
      other: '# محادثة مؤرشفة',
    }),
  backToInbox: 'العودة إلى كل المحادثات',
  archiveEmpty: 'الأرشيف فارغ',
  archiveEmptyText: 'ما تؤرشفه ينتظر هنا، ويعود مع الرسالة التالية.',
  allArchived: 'كل شيء في الأرشيف',
  allArchivedText: 'تعود المحادثة مع رسالتها التالية.',

  left: 'لم تعد في هذه المجموعة',
  begin: 'مجموعة جديدة أو رابط',
  actionsOf: (name) => `إجراءات ${name}`,
  pin: 'تثبيت',
  unpin: 'إلغاء التثبيت',
  pinned: 'مثبّتة',
  up: 'نقل إلى أعلى',
  down: 'نقل إلى أسفل',
  mute: 'كتم…',
  unmute: 'إلغاء الكتم',
  muted: 'مكتومة',
  archive: 'أرشفة',
  unarchive: 'إعادة من الأرشيف',
  undo: 'تراجع',
  wasArchived: (name) => `${name} في الأرشيف`,

  muteTitle: (name) => `كتم ${name}`,
  muteText: 'حتى ذلك الحين لا صوت ولا رقم على التطبيق. تستمر الرسائل في الوصول.',
  muteFor: {
    hour: 'لساعة',
    day: 'لثماني ساعات',
    week: 'لأسبوع',
    ever: 'حتى ألغي الكتم',
  },
  keys: 'P للتثبيت، وM للكتم، وE للأرشفة؛ وAlt مع سهم لنقل المثبّتة.',
};

export default ar;
