import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ar');

export default {
  didSend: 'أُرسلت',
  didSendResolve: 'أُرسلت وحُلّت المحادثة',
  tooLate: 'لقد أُرسلت بالفعل.',
  notSent: 'تعذّر الإرسال. عاد النص إلى حيث كتبته.',
  sendResolve: 'إرسال وحلّ',
  sendLater: 'إرسال لاحقًا',
  sendAt: 'الإرسال في',
  schedule: 'جدولة',
  regardless: 'الإرسال حتى إن كتبوا قبل ذلك',

  replies: 'ردود جاهزة',
  missing: (places) => `غير معروف: ${places}. راجع النص قبل إرساله.`,

  waiting: 'في انتظار الإرسال',
  sending: 'جارٍ الإرسال…',
  by: (who, time) => `${time} · ${who}`,
  thenResolve: 'ثم تُحلّ',
  sendNow: 'الإرسال الآن',
  edit: 'استعادة للتعديل',
  cancel: 'عدم الإرسال',
  cancelled: 'لن تُرسل',
  answeredSince: 'كتب أحدهم منذ ذلك الحين. لن تُرسل من تلقاء نفسها.',
  held: {
    answered: 'لم تُرسل: كتب أحدهم قبل موعدها.',
    author_left: 'لم تُرسل: كاتبها لم يعد يعمل هنا.',
    refused: 'لم تُرسل: لا يمكن حفظها بهذا الشكل.',
  },

  otherAnswered: (who) => `أجاب ${who} بينما كنت تكتب:`,
  sendAnyway: 'اضغط Enter مرة أخرى لإرسال ردّك أيضًا.',

  lastWrote: (days) =>
    `آخر ما كتبه العميل كان قبل ${n(days, { zero: '# يوم', one: 'يوم واحد', two: 'يومين', few: '# أيام', many: '# يومًا', other: '# يوم' })}.`,
  neverWrote: 'لم يكتب العميل هنا بعد.',
  agreedTo: 'وافق على:',
  agreedToNothing: 'لم يوافق على الأخبار: أجب عما سأل ولا تعلن عن شيء.',

  hold: 'مهلة لاستعادة الرسالة',
  holdText: 'تنتظر هذه المدة قبل أن تُرسل. من فتح المحادثة تصله فورًا، واستعادتها تحذفها هناك أيضًا.',
  holds: { 0: 'بلا', 5: '5 ثوانٍ', 10: '10 ثوانٍ' },
  enter: 'Enter يُرسل',
  enterText: 'إذا أُطفئ، يبدأ Enter سطرًا جديدًا ويُرسل Ctrl+Enter (⌘+Enter).',
} satisfies Messages;
