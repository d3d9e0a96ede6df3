import { plural } from '@causerie/ui';

import type { en } from './en.ts';

const n = plural('ar');
const forms = (one: string, two: string, few: string, many: string) => ({
  zero: `# ${one}`,
  one,
  two,
  few: `# ${few}`,
  many: `# ${many}`,
  other: `# ${one}`,
});

export default {
  tag: 'ar',
  title: 'التقارير',
  text: 'ما حدث وكم انتظر العملاء. كل رقم يفتح الحالات التي وراءه.',
  failed: 'تعذّر التحميل',
  nothing: 'لا شيء في هذه الفترة',
  nothingText: 'ما إن يكتب العملاء حتى يظهر هنا.',
  more: 'عرض المزيد',
  none: 'لا شيء',
  nobody: 'لا أحد',
  any: 'الكل',

  asked: 'ما يُعرض',
  period: 'الفترة',
  lastDays: (days) => `آخر ${n(days, forms('يوم', 'يومين', 'أيام', 'يومًا'))}`,
  ownPeriod: 'من … إلى …',
  from: 'من',
  to: 'إلى',
  office: 'في ساعات العمل',
  officeHint: 'يُحسب الوقت حين يكون العمل مفتوحًا فقط',
  dimensions: { agent: 'الموظف', team: 'الفريق', channel: 'القناة', label: 'الوسم' },
  channels: { web: 'الأداة', messenger: 'المراسلة', email: 'البريد', desk: 'المكتب', api: 'API' },

  now: 'الآن',
  nowText: 'يتجدد كل بضع ثوانٍ.',
  open: 'حالات مفتوحة',
  unassigned: 'غير مُسندة',
  waiting: 'عملاء ينتظرون',
  longest: 'الأطول انتظارًا',
  noneWaits: 'لا أحد ينتظر جوابًا.',
  waits: (time) => `ينتظر منذ ${time}`,
  agents: 'الموظفون',
  agentCases: (open, waiting) =>
    `${n(open, forms('حالة مفتوحة', 'حالتان مفتوحتان', 'حالات مفتوحة', 'حالة مفتوحة'))}، ينتظر: ${waiting}`,

  figures: 'الأرقام',
  names: {
    opened: 'حالات جديدة',
    reopened: 'فُتحت من جديد',
    first: 'أول جواب',
    next: 'الأجوبة التالية',
    resolved: 'وقت الحل',
    sla: 'مواعيد رُوعيت',
    rating: 'تقييم العملاء',
    bots: 'حلّتها الروبوتات وحدها',
  },
  median: 'الوسيط',
  nineOfTen: (time) => `9 من 10 خلال ${time}`,
  answers: (count) => n(count, forms('جواب', 'جوابان', 'أجوبة', 'جوابًا')),
  cases: (count) => n(count, forms('حالة', 'حالتان', 'حالات', 'حالة')),
  ratings: (count, asked) =>
    `${n(count, forms('تقييم', 'تقييمان', 'تقييمات', 'تقييمًا'))}، طُلب: ${asked}`,
  missed: (count) => `فات: ${count}`,
  moreThanBefore: (share) => `أكثر بنسبة ${share} من الفترة السابقة`,
  lessThanBefore: (share) => `أقل بنسبة ${share} من الفترة السابقة`,
  asBefore: 'كما في الفترة السابقة',
  byDay: (name) => `${name} حسب اليوم`,
  chart: (name, days, most) =>
    `${name}: ${n(days, forms('يوم', 'يومان', 'أيام', 'يومًا'))}، الأكثر ${most}. في الجدول أدناه كل الأيام.`,
  asTable: 'جدولًا',
  day: 'اليوم',
  value: 'القيمة',
  count: 'العدد',
  behind: (count) => `عرض ${n(count, forms('حالة', 'حالتين', 'حالات', 'حالة'))}`,
  csv: 'CSV',
  csvOf: (name) => `${name} بصيغة CSV`,
  casesOf: (name) => `${name}: الحالات`,
  stars: (score) => n(score, forms('نجمة', 'نجمتان', 'نجوم', 'نجمة')),
  took: (time) => `بعد ${time}`,
  targets: { first: 'أول جواب', next: 'جواب تالٍ', resolution: 'النهاية' },
  met: 'رُوعي',
  late: 'فات',

  groups: 'مقارنة',
  groupsText: 'الأوقات وسيطات.',
  columns: {
    name: 'الاسم',
    opened: 'جديدة',
    answered: 'أجوبة',
    first: 'أول جواب',
    next: 'التالية',
    resolved: 'محلولة',
    resolution: 'حتى الحل',
    missed: 'فاتت',
    average: 'التقييم',
  },

  hours: 'متى يكتب العملاء',
  hoursText: (zone) => `أسئلة انتظرت جوابًا، حسب اليوم والساعة (${zone}).`,
  cell: (count, day, hour) =>
    `${n(count, forms('سؤال', 'سؤالان', 'أسئلة', 'سؤالًا'))}، ${day}، ${hour}`,

  comments: 'ما قاله العملاء',
  commentsText: 'أحدث التقييمات مع التعليقات.',
  noComments: 'لم يقيّم أحد حالة في هذه الفترة.',
} satisfies typeof en;
