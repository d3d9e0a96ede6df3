import { formatNumber } from '@causerie/ui';

import type { Messages } from './en.ts';

const ar: Messages = {
  tag: 'ar',
  bar: 'ماذا تفعل بالمحدّد',
  choose: (name) => `تحديد ${name}`,
  chosen: (count) => `المحدّد: ${formatNumber(count)}`,
  allChosen: 'حُدّد الكل',
  allBut: (count) => `الكل ما عدا ${formatNumber(count)}`,
  clear: 'إلغاء التحديد',
  more: 'إجراءات أخرى',
  assign: 'إسناد',
  label: 'إضافة تصنيفات',
  unlabel: 'إزالة تصنيفات',
  read: 'تعليم كمقروء',
  going: (what, done, total) => `${what}: ${done} من ${total}`,
  went: (what, count) => `${what}: تم ${formatNumber(count)}`,
  left: (count) => `بقي كما كان: ${formatNumber(count)}`,
  why: 'لماذا',
  leftTitle: 'ما بقي كما كان',
  somebody: 'زائر',
  whyLeft: {
    already: 'هو كذلك بالفعل',
    gone: 'لم يعد موجودًا أو لا يحق لك رؤيته',
    no_case: 'لا توجد حالة لتنفيذ ذلك',
    changed: 'غيّره شخص آخر في هذه الأثناء',
    forbidden: 'لم يعد يحق لك ذلك',
    refused: 'لا يمكن ذلك مع هذه المحادثة',
    stopped: 'أُوقف قبل دوره',
  },
  partly: 'تم جزئيًا',
  andMore: (count) => `و${formatNumber(count)} غيرها`,
  sayTitle: 'قول هذا للجميع؟',
  sayText: (chosen) => `سيقرأه العملاء ولا يمكن التراجع عنه: ${chosen}.`,
  say: 'قل',
  undoButSaid: 'تراجع ما عدا ما قيل',
  close: 'إغلاق',
};

export default ar;
