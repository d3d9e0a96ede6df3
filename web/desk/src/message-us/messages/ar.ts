import type { Messages } from './en.ts';

const ar: Messages = {
  title: 'راسلنا',
  text: 'رابط واحد يفتح دردشة معك، تضعه حيثما يلتقيك الناس.',
  link: 'الرابط',
  ref: 'مكان وضعه (ref)',
  refText: 'يراه الموظفون والبوتات: shop-window أو spring-flyer أو invoice. يمكن تركه فارغًا.',
  refWrong: 'حتى 100 من الحروف اللاتينية والأرقام و\u2066- . _ ~ : =\u2069',
  copyLink: 'نسخ الرابط',
  open: 'تجربة',
  qr: 'رمز QR',
  qrText: 'للطباعة والشاشات. يُقرأ وإن غطى شعارك وسطه.',
  qrAlt: (link) => `رمز QR لـ${link}`,
  download: (format) => `تنزيل ${format}`,
  logo: 'الشعار',
  logoText: 'صورة مربعة. يراها العملاء في تطبيق المحادثات أيضًا.',
  changeLogo: 'تغيير الشعار',
  button: 'زر لصفحة ويب',
  buttonText: 'HTML بسيط: بلا سكربت ولا يُحمّل شيء.',
  signature: 'توقيع البريد الإلكتروني',
  signatureText: 'انسخه وألصقه في توقيع برنامج بريدك.',
  copySignature: 'نسخ التوقيع',
  copyHtml: 'نسخ HTML',
  html: 'HTML',
  preview: 'معاينة',
  messageUs: 'راسلنا',
};

export default ar;
