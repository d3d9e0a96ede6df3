import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ar');

const ar: Messages = {
  tag: 'ar',
  title: 'التوزيع',
  text: 'من يتولى الحالة، ومتى يجب الرد عليها.',
  failed: 'تعذّر التحميل',
  save: 'حفظ',
  saved: 'تم الحفظ',
  cancel: 'إلغاء',
  minutes: 'دقيقة',

  availability: 'التواجد',
  states: { online: 'متاح', busy: 'مشغول', away: 'غائب' },
  stateHints: { online: 'تصل إليك الحالات الجديدة', busy: 'بلا حالات جديدة', away: 'لست هنا' },
  nowYouAre: (state) => `أنت الآن: ${state}`,

  rules: 'من يتولى الحالة',
  rulesText: 'الزملاء المتاحون الذين لديهم متسع. كل قرار يذكر سببه في المحادثة.',
  ways: { off: 'من يأخذها', turns: 'بالتناوب', load: 'الأقل انشغالًا' },
  wayHints: {
    off: 'تنتظر الحالات الجديدة بين غير المسندة حتى يأخذها أحد.',
    turns: 'يحصل الجميع على العدد نفسه.',
    load: 'تذهب الحالة التالية إلى من لديه أقل الحالات المفتوحة.',
  },
  switches: {
    known_first: 'من يعرفه العميل أولًا',
    by_skill: 'مراعاة المهارات',
    by_language: 'يُفضَّل من يتحدث لغة العميل',
    reroute: 'نقل ما ينتظر عندما يغيب صاحبه',
  },
  switchHints: {
    known_first: 'من أجابه آخر مرة يتولاه ثانية إن كان متاحًا وغير مشغول.',
    by_skill: 'الحالة ذات التصنيف تذهب إلى من يعرف به، إن وُجد.',
    by_language: 'إن لم يوجد، يجيب غيره.',
    reroute: 'الحالات التي ينتظر عميلها ردًا فقط.',
  },
  capacity: 'الحالات المفتوحة لكل زميل',
  capacityHint: 'لا يُعطى أحد أكثر. المؤجلة لا تُحسب.',
  capacityWrong: 'عدد صحيح من 0 إلى 1000.',
  awayMinutes: 'غائب بعد دقائق',
  awayHint: 'دون أن يكون المكتب على الشاشة. النظر إليه يعيد الزميل.',
  awayWrong: 'عدد صحيح من 1 إلى 240.',
  overflow: 'التحويل إلى فريق آخر',
  overflowText: 'الحالة التي لا يجيب عنها فريق في الوقت تنتقل مرة إلى فريق آخر.',
  overflowFrom: 'من الفريق',
  overflowTo: 'إلى الفريق',
  overflowAdd: 'إضافة تحويل',
  overflowRemove: 'إزالة هذا التحويل',
  overflowWrong: 'اختر فريقين مختلفين ودقائق من 1 إلى 10080.',

  people: 'الأشخاص',
  peopleText: 'من هنا، وما لديهم، وما يمكن إعطاؤهم.',
  cases: (count, room) =>
    n(count, {
      zero: `لا حالات مفتوحة من ${room}`,
      one: `حالة مفتوحة واحدة من ${room}`,
      two: `حالتان مفتوحتان من ${room}`,
      few: `# حالات مفتوحة من ${room}`,
      many: `# حالة مفتوحة من ${room}`,
      other: `# حالة مفتوحة من ${room}`,
    }),
  edit: (name) => `تغيير ما يُعطى ${name}`,
  ownCapacity: 'أقصى عدد للحالات المفتوحة',
  ownCapacityHint: (usual) => `فارغ: ${usual} كالجميع. 0: لا شيء.`,
  languages: 'اللغات',
  languagesHint: 'رموز بفواصل: en, ru, ro',
  languagesWrong: 'استخدم رموزًا مثل en أو ru أو pt-BR.',
  skills: 'يعرف عن',
  noSkills: 'المهارات هي تصنيفات الحالات. عرّفها في صفحة الحالات.',

  policies: 'متى يجب الرد',
  policiesText: 'ما تعد به. من بين عدة قواعد تسري أول قاعدة مناسبة، للحالات من الآن.',
  newPolicy: 'قاعدة جديدة',
  addPolicy: 'إضافة قاعدة',
  noPolicies: 'لا وعود بعد: لا موعد لأي حالة.',
  policyName: 'القاعدة',
  nameMissing: 'أدخل اسمًا.',
  raise: (name) => `رفع ${name}`,
  removePolicy: (name) => `إزالة ${name}`,
  targets: {
    first: 'الرد الأول، بالدقائق',
    next: 'الردود التالية، بالدقائق',
    resolution: 'الحل، بالدقائق',
  },
  minutesWrong: 'من 1 إلى 43200، أو فارغ.',
  any: 'أي',
  officeHours: 'احتساب ساعات العمل المذكورة في الأداة فقط',
  due: {
    next: 'حسب الموعد',
    order: 'الترتيب',
    in: {
      first: (time) => `الرد الأول خلال ${time}`,
      next: (time) => `الرد خلال ${time}`,
      resolution: (time) => `الحل خلال ${time}`,
    },
    over: {
      first: (time) => `تأخر الرد الأول ${time}`,
      next: (time) => `تأخر الرد ${time}`,
      resolution: (time) => `تأخر الحل ${time}`,
    },
    applied: (policy) => `المواعيد حسب «${policy}»`,
    none: 'لا مواعيد بعد الآن',
    missed: {
      first: (policy) => `تأخر الرد الأول (${policy})`,
      next: (policy) => `تأخر الرد (${policy})`,
      resolution: (policy) => `لم تُحل في الموعد (${policy})`,
    },
  },

  assigned: (to, why) => `أُسندت إلى ${to}: ${why}`,
  given: (team, why) => `أُعطيت للفريق ${team}: ${why}`,
  why: {
    known: 'أجاب هذا العميل من قبل',
    turn: 'حان دوره',
    load: 'لديه أقل الحالات المفتوحة',
    rule: 'طلبته قاعدة',
    overflow: (minutes) =>
      n(minutes, {
        zero: 'لا رد',
        one: 'لا رد منذ دقيقة',
        two: 'لا رد منذ دقيقتين',
        few: 'لا رد منذ # دقائق',
        many: 'لا رد منذ # دقيقة',
        other: 'لا رد منذ # دقيقة',
      }),
    gone: (name) => `${name} غائب`,
    speaks: (language) => `اللغة: ${language}`,
    knows: (skills) => `يعرف عن ${skills}`,
  },
};

export default ar;
