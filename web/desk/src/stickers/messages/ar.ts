import type { Messages } from './en.ts';

const ar: Messages = {
  title: 'الملصقات',
  text: 'تظهر ملصقاتكم قبل ملصقاتنا حيث يختارها الناس: في نافذة الدردشة وتطبيق المراسلة وهنا.',
  newPack: 'اسم مجموعة جديدة',
  make: 'إنشاء مجموعة',
  name: 'اسم المجموعة',
  words: 'ماذا يقول',
  wordsText: 'النص تحت كل صورة لمن لا يراها، ويظهر في رسائل البريد.',
  missing: 'اكتب شيئًا هنا.',
  add: 'إضافة صور',
  bounds: 'PNG أو WebP أو GIF أو JPEG حتى 1 ميغابايت؛ والمتحركة حتى 512 بكسل لكل ضلع.',
  earlier: (words) => `تقديم: ${words}`,
  later: (words) => `تأخير: ${words}`,
  remove: (words) => `إزالة: ${words}`,
  removePack: (name) => `إزالة المجموعة ${name}`,
  removed: 'أُزيل. ويبقى ظاهرًا حيث أُرسل.',
  refused: (name, why) => `${name}: ${why}`,
  empty: 'لا شيء فيها بعد: تُعرض المجموعة عند إضافة أول ملصق.',
  none: 'لا توجد ملصقات خاصة بكم بعد',
  noneText: 'أنشئوا مجموعة وضعوا صوركم فيها.',
  failed: 'تعذّر تحميل الملصقات',
};

export default ar;
