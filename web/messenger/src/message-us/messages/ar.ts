import type { Messages } from './en.ts';

const ar: Messages = {
  unknownTitle: 'لا يوجد متجر بهذا الاسم هنا',
  unknownText: 'يُرجى التحقق من الرابط.',
  failed: 'تعذّر تحميل الدردشة',
  keep: 'ادخل لتبقى هذه المحادثة على كل أجهزتك.',
  signIn: 'دخول',
  backToChat: 'العودة إلى الدردشة',
  chatWith: (business) => `الدردشة مع ${business}`,
  startText: (name) => `تكتب باسم ${name}. يصلك الرد هنا وبالبريد الإلكتروني.`,
  start: 'بدء محادثة',
};

export default ar;
