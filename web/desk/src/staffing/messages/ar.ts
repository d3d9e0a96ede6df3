import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ar');

const ar: Messages = {
  title: 'فريق العمل',
  text: 'من يعمل هنا وبأي دور، ومن دُعي.',
  failed: 'تعذّر التحميل',
  cancel: 'إلغاء',
  roles: { owner: 'مالك', admin: 'مدير', agent: 'وكيل', viewer: 'مشاهد', custom: 'دور خاص' },
  roleHints: {
    owner: 'كل شيء، ويقرر من المالكون',
    admin: 'كل شيء عدا القرار بشأن المالكين',
    agent: 'يرد على العملاء',
    viewer: 'يقرأ ولا يغيّر شيئًا',
    custom: 'إلى جانب الأدوار الموجودة: ما يستطيعه المشاهد وما تختاره.',
  },

  members: 'من يعمل هنا',
  membersText: 'يسري الدور الجديد فورًا، حتى حيث المكتب مفتوح.',
  you: 'أنت',
  role: (name) => `دور ${name}`,
  seen: (time) => `شوهد ${time}`,
  unseen: 'لم يدخل بعد',
  secondFactor: 'عامل ثانٍ',
  noSecondFactor: 'بلا عامل ثانٍ',
  roleGiven: (name, role) => `${name}: ${role}`,
  remove: (name) => `إزالة ${name}`,
  removeTitle: (name) => `إزالة ${name}؟`,
  removeText:
    'يُغلق الوصول إلى مساحة العمل هذه فورًا، وتنتهي مفاتيح API، وتعود الحالات إلى «غير مسندة». ويبقى ما كُتب.',
  removeNow: 'إزالة',
  removed: (name) => `${name} لم يعد يعمل هنا`,
  lastOwner: 'عيّن مالكًا آخر أولًا.',

  invitations: 'الدعوات',
  invitationsText: 'بالبريد الإلكتروني. يعمل الرابط مرة واحدة خلال 7 أيام.',
  invite: 'دعوة شخص',
  send: 'إرسال الدعوة',
  email: 'البريد الإلكتروني',
  emailWrong: 'أدخل عنوان بريد إلكتروني.',
  asWhat: 'الدور',
  teams: 'الفرق',
  language: 'لغة الرسالة',
  sent: (email) => `أُرسلت إلى ${email}`,
  known: (email) => `${email} يعمل هنا أو دُعي من قبل.`,
  askedBy: (name, time) => `دعاه ${name}، ${time}`,
  ends: (time) => `حتى ${time}`,
  over: 'انتهت صلاحية الرابط',
  resend: (email) => `إعادة الإرسال إلى ${email}`,
  withdraw: (email) => `سحب دعوة ${email}`,
  withdrawn: 'سُحبت الدعوة',
  nobody: 'لا أحد مدعو الآن',
  nobodyText: 'ادعُ الزملاء الذين يردون معك.',

  // roles
  rolesTitle: 'الأدوار',
  rolesText: 'إلى جانب الأدوار الموجودة: ما يستطيعه المشاهد وما تختاره.',
  newRole: 'دور جديد',
  roleName: 'الاسم',
  roleNameMissing: 'أدخل اسمًا.',
  mayAlso: 'يستطيع أيضًا',
  makeRole: 'إنشاء الدور',
  save: 'حفظ',
  changeRole: (name) => `تغيير: ${name}`,
  deleteRole: (name) => `حذف: ${name}`,
  people: (count) =>
    count === 0
      ? 'لا أحد له هذا الدور بعد'
      : n(count, {
          zero: '# شخص',
          one: 'شخص واحد',
          two: 'شخصان',
          few: '# أشخاص',
          many: '# شخصًا',
          other: '# شخص',
        }),
  roleDeleted: 'حُذف الدور',
  roleTaken: 'لشخص هذا الدور أو دُعي به. أعطه دورًا آخر أولًا.',
  capabilities: {
    'staff.write': 'الدعوة والإزالة وإعطاء الأدوار',
    'cases.write': 'الوسوم والتوزيع والمواعيد والقواعد',
    'stickers.write': 'الملصقات',
    'keys.write': 'إنشاء مفاتيح API',
  },

  invitedTitle: (workspace) => `الانضمام إلى ${workspace}`,
  invitedText: (by, role) => `${by} يدعوك. دورك: ${role}.`,
  asAddress: (email) => `تنضم بصفتك ${email}.`,
  name: 'اسمك',
  nameHint: 'يراه العملاء والزملاء.',
  nameMissing: 'أدخل اسمك.',
  join: 'انضمام',
  overTitle: 'انتهت هذه الدعوة',
  overText: 'استُخدمت أو سُحبت، أو مضت أيامها السبعة. اطلب دعوة أخرى.',
  toDesk: 'إلى المكتب',
  asked: 'أنت مدعو',
};

export default ar;
