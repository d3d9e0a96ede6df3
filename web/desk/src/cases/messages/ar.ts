import type { Messages } from './en.ts';

const ar: Messages = {
  title: 'الحالات',
  text: 'كيف يُقسَم العمل على المحادثة ويُرتَّب.',
  reopening: 'إعادة الفتح',
  reopeningText:
    'عندما يكتب العميل خلال هذا العدد من الأيام بعد حل الحالة، تُستأنف. وبعد ذلك، أو مع 0، تبدأ حالة جديدة.',
  days: 'الأيام',
  daysWrong: 'عدد صحيح من 0 إلى 365.',
  save: 'حفظ',
  saved: 'تم الحفظ',
  failed: 'تعذّر التحميل',
};

export default ar;
