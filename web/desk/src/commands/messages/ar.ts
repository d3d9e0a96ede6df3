import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ar');

const ar: Messages = {
  title: 'الأوامر',
  hint: 'نفّذ أمرًا أو ابحث عن شخص…',
  choose: 'اختر…',
  recent: 'المستخدمة مؤخرًا',
  found: 'المحادثات',
  nothing: 'لا شيء بهذا الاسم.',
  count: (count) =>
    n(count, {
      zero: 'لا خيارات',
      one: 'خيار واحد',
      two: 'خياران',
      few: '# خيارات',
      many: '# خيارًا',
      other: '# خيار',
    }),
  on: 'مفعّل',
  off: 'معطّل',
  groups: {
    case: 'هذه المحادثة',
    list: 'القائمة',
    go: 'الانتقال إلى',
    device: 'هذا المكتب',
  },
  commands: {
    palette: 'الأوامر',
    search: 'بحث',
    next: 'المحادثة التالية',
    previous: 'المحادثة السابقة',
    open: 'فتح المحادثة',
    back: 'رجوع',
    filter: 'تصفية القائمة',
    undo: 'تراجع',
    reply: 'رد',
    note: 'كتابة ملاحظة',
    take: 'إسناد إليّ',
    assign: 'إسناد إلى…',
    team: 'الفريق',
    label: 'التصنيفات',
    priority: 'الأولوية',
    snooze: 'تأجيل',
    resolve: 'حل أو إعادة فتح',
    resolveNext: 'حل وفتح التالية',
    bot: 'ترك المحادثة للبوت',
    find: 'بحث في هذه المحادثة',
    contact: 'إظهار جهة الاتصال أو إخفاؤها',
    mine: 'محادثاتي',
    unassigned: 'محادثات غير مسندة',
    all: 'كل المحادثات',
    contacts: 'جهات الاتصال',
    status: 'العرض حسب الحالة',
    workspace: 'مساحة عمل أخرى',
    profile: 'الملف الشخصي',
    availability: 'متاح أو مشغول أو غائب',
    theme: 'الألوان',
    language: 'اللغة',
    sound: 'الصوت',
    letters: 'اختصارات الحروف',
    shortcuts: 'اختصارات لوحة المفاتيح',
    signOut: 'خروج',
  },
  shortcuts: 'اختصارات لوحة المفاتيح',
  writing: 'أثناء الكتابة',
  send: 'إرسال',
  newLine: 'سطر جديد',
};

export default ar;
