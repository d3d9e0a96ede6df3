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
  labels: 'التصنيفات',
  labelsText: 'عمّا تدور الحالات. يضعها الزملاء بالمفتاح l.',
  teams: 'الفرق',
  teamsText: 'من يجيب معًا عن ماذا. تُسند الحالة إلى فريق بالمفتاح t.',
  name: 'الاسم',
  colour: 'اللون',
  description: 'الوصف',
  add: 'إضافة',
  newTeam: 'فريق جديد',
  remove: (name) => `إزالة ${name}`,
  none: 'لا شيء بعد',
  nameMissing: 'أدخل اسمًا.',
  removed: 'تمت الإزالة',
  failed: 'تعذّر التحميل',
};

export default ar;
