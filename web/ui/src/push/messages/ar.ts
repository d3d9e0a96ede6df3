import type { Messages } from './en.ts';

const ar: Messages = {
  quiet: 'ساعات الهدوء',
  quietText: 'لا يرنّ أي من أجهزتك خلالها؛ ويُعلن ما وصل بعدها.',
  from: 'من',
  to: 'إلى',
};

export default ar;
