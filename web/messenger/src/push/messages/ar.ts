import type { Messages } from './en.ts';

const ar: Messages = {
  offer: (name) => (name === '' ? 'تنبيهك عند وصول رد' : `تنبيهك عندما ترد ${name}`),
  offerText: 'حتى والتطبيق مغلق.',
  turnOn: 'تفعيل',
  notNow: 'ليس الآن',
  isOn: 'ستصلك التنبيهات على هذا الجهاز',
  title: 'التنبيهات',
  here: 'على هذا الجهاز',
  hereText: 'ما يصل والتطبيق مغلق.',
  sound: 'الصوت',
  soundText: 'نغمة خافتة عندما يصل شيء وأنت لا تنظر.',
  denied: 'متصفحك لا يسمح بذلك. غيّره في إعدادات المتصفح لهذه الصفحة.',
  impossible: 'لا يستطيع هذا المتصفح ذلك الآن. أعد المحاولة لاحقًا.',
};

export default ar;
