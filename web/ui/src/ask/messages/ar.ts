import { plural } from '../../i18n/plural.ts';
import type { Messages } from './en.ts';

const n = plural('ar');

const ar: Messages = {
  agreed: 'نعم',
  answered: 'تمت الإجابة',
  answerFailed: 'تعذّر إرسال إجابتك. يُرجى إعادة المحاولة.',
  anonymous: 'استطلاع مجهول الهوية',
  anonymousVote: 'تم التصويت',
  cards: 'البطاقات',
  choose: 'اختيار',
  chosen: 'اختيارك',
  close: 'إغلاق الاستطلاع',
  closed: 'الاستطلاع مغلق',
  comment: 'أخبرنا المزيد (اختياري)',
  date: 'التاريخ',
  flaw: {
    required: 'يُرجى ملء هذا الحقل',
    too_long: 'هذا النص أطول من اللازم',
    too_small: 'القيمة أصغر أو أبكر من اللازم',
    too_large: 'القيمة أكبر أو أبعد من اللازم',
    number: 'يُرجى إدخال رقم',
    email: 'هذا ليس عنوان بريد إلكتروني',
    phone: 'هذا ليس رقم هاتف؛ ابدأ بعلامة + ورمز البلد',
    date: 'يُرجى اختيار تاريخ',
    option: 'يُرجى اختيار أحد هذه الخيارات',
    type: 'لا يمكن إرسال هذا',
  },
  moment: 'التاريخ والوقت',
  next: 'البطاقة التالية',
  optional: 'اختياري',
  pickSeveral: 'يمكنك اختيار أكثر من خيار',
  previous: 'البطاقة السابقة',
  rate: 'كيف كانت خدمتنا؟',
  send: 'إرسال',
  sending: 'جارٍ الإرسال…',
  stars: (count) =>
    n(count, {
      zero: 'بلا نجوم',
      one: 'نجمة واحدة',
      two: 'نجمتان',
      few: '# نجوم',
      many: '# نجمة',
      other: '# نجمة',
    }),
  thanks: 'شكرًا لك!',
  vote: 'تصويت',
  votes: (count) =>
    n(count, {
      zero: 'لا أصوات',
      one: 'صوت واحد',
      two: 'صوتان',
      few: '# أصوات',
      many: '# صوتًا',
      other: '# صوت',
    }),
  zone: (zone) => `الأوقات بحسب ${zone}`,
};

export default ar;
