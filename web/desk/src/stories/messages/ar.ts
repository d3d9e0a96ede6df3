import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ar');

const ar: Messages = {
  title: 'القصص',
  text: 'صورة ليوم واحد، تُعرض في تطبيق المحادثات لكل من يحادثك.',
  publishTitle: 'قصة جديدة',
  picture: 'الصورة',
  choose: 'اختيار صورة',
  chooseAnother: 'اختيار صورة أخرى',
  alt: 'ما تُظهره',
  altText: 'لمن لا يستطيعون رؤية الصورة؛ ويظهر أيضًا بجانب الردود.',
  altMissing: 'اذكر ما تُظهره الصورة.',
  link: 'رابط (اختياري)',
  linkWrong: 'يبدأ العنوان بـ https://',
  publish: 'نشر لمدة 24 ساعة',
  present: 'معروضة الآن',
  none: 'لا شيء معروض',
  noneText: 'ما تنشره يبقى هنا حتى ينقضي يومه.',
  failed: 'تعذّر تحميل القصص',
  left: (hours) =>
    n(hours, {
      zero: 'بقي أقل من ساعة',
      one: 'بقيت ساعة',
      two: 'بقيت ساعتان',
      few: 'بقيت # ساعات',
      many: 'بقيت # ساعة',
      other: 'بقيت # ساعة',
    }),
  leftMinutes: (minutes) =>
    n(minutes, {
      zero: 'بقي أقل من دقيقة',
      one: 'بقيت دقيقة',
      two: 'بقيت دقيقتان',
      few: 'بقيت # دقائق',
      many: 'بقيت # دقيقة',
      other: 'بقيت # دقيقة',
    }),
  seen: (count) =>
    n(count, {
      zero: 'لم يرها أحد',
      one: 'رآها شخص واحد',
      two: 'رآها شخصان',
      few: 'رآها # أشخاص',
      many: 'رآها # شخصًا',
      other: 'رآها # شخص',
    }),
  by: (name) => `نشرها ${name}`,
  remove: (alt) => `حذف: ${alt}`,
  removed: 'تم الحذف',
};

export default ar;
