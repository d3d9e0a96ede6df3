import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ar');

const ar: Messages = {
  find: 'بحث في هذه المحادثة',
  app: 'المحادثات',

  // signing in
  signInTitle: 'محادثاتك',
  signInText: 'ادخل بعنوان بريدك الإلكتروني: نرسل إليك رمزًا. بلا كلمة مرور.',
  email: 'عنوان البريد الإلكتروني',
  emailMissing: 'أدخل عنوان بريدك الإلكتروني.',
  emailWrong: 'هذا ليس عنوان بريد إلكتروني. يُرجى التحقق منه.',
  sendCode: 'إرسال رمز إليّ',
  codeTitle: 'تفقّد بريدك',
  codeText: (to) => `أرسلنا رمزًا من ستة أرقام إلى \u2066${to}\u2069.`,
  code: 'الرمز',
  codeWrong: 'هذا الرمز غير صحيح أو انتهت صلاحيته.',
  signIn: 'دخول',
  sendAgain: 'إرسال رمز آخر',
  sendAgainIn: (seconds) =>
    n(seconds, {
      zero: 'رمز آخر الآن',
      one: 'رمز آخر بعد ثانية',
      two: 'رمز آخر بعد ثانيتين',
      few: 'رمز آخر بعد # ثوانٍ',
      many: 'رمز آخر بعد # ثانية',
      other: 'رمز آخر بعد # ثانية',
    }),
  sentAgain: 'رمز آخر في طريقه إليك.',
  otherEmail: 'استخدام عنوان آخر',
  linkTitle: 'تابع محادثتك',
  linkText: 'يُدخلك هذا على هذا الجهاز، بالرابط الوارد في بريدك.',
  linkAs: (name) => `أنت داخل باسم ${name}.`,
  linkContinue: 'متابعة',
  linkContinueAs: (name) => `المتابعة باسم ${name}`,
  linkUsed: 'استُخدم هذا الرابط أو انتهت صلاحيته',
  linkUsedText: 'يعمل كل رابط مرة واحدة. ادخل برمز بدلًا منه.',
  signOut: 'خروج',
  signedOut: 'تم إخراجك. ادخل لتتابع.',

  // what can go wrong
  unreachable: 'تعذّر الوصول إلى الخادم. تحقق من اتصالك.',
  tooManyTries: (seconds) =>
    n(seconds, {
      zero: 'محاولات كثيرة. أعد المحاولة.',
      one: 'محاولات كثيرة. انتظر ثانية ثم أعد المحاولة.',
      two: 'محاولات كثيرة. انتظر ثانيتين ثم أعد المحاولة.',
      few: 'محاولات كثيرة. انتظر # ثوانٍ ثم أعد المحاولة.',
      many: 'محاولات كثيرة. انتظر # ثانية ثم أعد المحاولة.',
      other: 'محاولات كثيرة. انتظر # ثانية ثم أعد المحاولة.',
    }),
  notAllowed: 'لا يُسمح لك بهذا.',
  tooLarge: 'هذا أكبر من اللازم.',
  unsupportedPicture: 'هذه ليست صورة يمكننا عرضها. استخدم PNG أو JPEG أو GIF أو WebP.',
  notFound: 'لم يعد موجودًا.',
  wentWrong: 'لم ينجح ذلك. لم يضع شيء؛ أعد المحاولة.',
  cannotLoad: 'تعذّر تحميل التطبيق',
  unknownPage: 'لا شيء في هذا العنوان',
  toInbox: 'الذهاب إلى محادثاتك',

  // the list
  conversations: 'المحادثات',
  unread: (count) =>
    n(count, {
      zero: 'لا رسائل غير مقروءة',
      one: 'رسالة واحدة غير مقروءة',
      two: 'رسالتان غير مقروءتين',
      few: '# رسائل غير مقروءة',
      many: '# رسالة غير مقروءة',
      other: '# رسالة غير مقروءة',
    }),
  snippet: { image: 'صورة', file: 'ملف' },
  youSaid: 'أنت:',
  noMessages: 'لا رسائل بعد',
  listFailed: 'تعذّر تحميل محادثاتك',
  emptyTitle: 'لا محادثات بعد',
  emptyText: 'عندما تكتب إلى متجر بعنوان البريد هذا، تظهر المحادثة هنا على كل أجهزتك.',

  // a conversation
  nothingOpen: 'محادثاتك',
  nothingOpenText: 'اختر محادثة لتقرأها وترد عليها.',
  conversationFailed: 'تعذّر تحميل هذه المحادثة',
  back: 'العودة إلى القائمة',
  online: 'متصل',
  typing: (name) => `${name} يكتب الآن`,
  answersLater: 'يصلك الرد هنا وبالبريد الإلكتروني',
  someone: 'شخص ما',
  writeTo: (name) => `اكتب إلى ${name}`,
  earlierLater: 'تظهر الرسائل السابقة عند عودة الاتصال.',
  startTitle: (name) => `أنت و${name}`,
  startText: 'لم يُقل شيء بعد.',
  via: { email: 'بالبريد الإلكتروني' },
  event: {
    email_given: (email) => `تركت عنوانك: ${email}`,
    identity_verified: (value) => `تم التأكيد: ${value}`,
  },

  // the line
  connecting: 'جارٍ الاتصال…',

  // profile
  profile: 'الملف الشخصي',
  profileOf: (name) => `الملف الشخصي: ${name}`,
  picture: 'الصورة',
  changePicture: 'تغيير الصورة',
  pictureText: 'تراها المتاجر التي تكتب إليها.',
  name: 'الاسم',
  nameText: 'تراه المتاجر التي تكتب إليها.',
  save: 'حفظ',
  saved: 'تم الحفظ',
  language: 'اللغة',
  languages: { en: 'English', ru: 'Русский', ro: 'Română', ar: 'العربية' },
  theme: 'الألوان',
  themes: { system: 'كما في النظام', light: 'فاتحة', dark: 'داكنة' },
  install: 'تثبيت على هذا الجهاز',
};

export default ar;
