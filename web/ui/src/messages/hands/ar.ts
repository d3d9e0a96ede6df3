import type { Messages } from './en.ts';

const ar: Messages = {
  findCount: (at, of) => `${at} من ${of}`,
  findDate: 'الانتقال إلى تاريخ',
  findNext: 'النتيجة التالية',
  findNone: 'لا نتائج',
  findPrevious: 'النتيجة السابقة',
  firstUnread: 'أول رسالة غير مقروءة',
  deleteText: 'ستختفي لدى جميع المشاركين في هذه المحادثة.',
  deleteTitle: 'حذف هذه الرسالة؟',
  copyLink: 'نسخ الرابط',
  copyText: 'نسخ النص',
  moreReactions: 'المزيد من التفاعلات',
};

export default ar;
