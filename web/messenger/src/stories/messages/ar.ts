import type { Messages } from './en.ts';

const ar: Messages = {
  stories: 'القصص',
  open: (business) => `قصص ${business}`,
  openNew: (business) => `قصص جديدة من ${business}`,
  close: 'إغلاق',
  next: 'التالي',
  previous: 'السابق',
  pause: 'إيقاف مؤقت',
  go: 'متابعة',
  soundOn: 'تشغيل الصوت',
  soundOff: 'إيقاف الصوت',
  at: (place, of) => `${place} من ${of}`,
  link: 'فتح الرابط',
  answer: (business) => `الرد على ${business}`,
  send: 'إرسال',
  sent: 'أُرسل. الرد في محادثتك.',
};

export default ar;
