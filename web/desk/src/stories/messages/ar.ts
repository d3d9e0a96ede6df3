import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ar');

const ar: Messages = {
  title: 'القصص',
  text: 'صورة أو مقطع فيديو قصير ليوم واحد، يظهر في تطبيق المراسلة لكل من يتحدث معكم.',
  publishTitle: 'قصة جديدة',
  picture: 'صورة أو فيديو',
  choose: 'اختر صورة أو فيديو',
  chooseAnother: 'اختر غيره',
  alt: 'ما تُظهره',
  altText: 'لمن لا يستطيع الرؤية؛ ويظهر أيضًا بجانب الردود.',
  altMissing: 'اكتب ما الذي يظهر.',
  link: 'رابط (اختياري)',
  linkWrong: 'يبدأ العنوان بـ https://',
  tooLong: (most) => `مدة الفيديو ${most} ثانية على الأكثر.`,
  unplayable: 'لا تستطيع المتصفحات تشغيل هذا الفيديو. استخدم MP4 أو WebM.',
  video: (length) =>
    n(length, {
      zero: 'فيديو، # ثانية',
      one: 'فيديو، ثانية واحدة',
      two: 'فيديو، ثانيتان',
      few: 'فيديو، # ثوانٍ',
      many: 'فيديو، # ثانية',
      other: 'فيديو، # ثانية',
    }),
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
