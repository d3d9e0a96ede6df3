import type { Words } from './en.ts';

const ar: Words = {
  email: 'البريد الإلكتروني',
  send: 'إرسال',
  sent: 'الرسالة في طريقها إليك.',
  text: 'وستصل الردود أيضًا إلى هذا العنوان.',
  title: 'إلى أين نرسلها؟',
};

export default ar;
