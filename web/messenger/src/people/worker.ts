import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

import { bookOf } from './book.ts';

/** A file's name and text. Numbers that name no country are of one's own number's, or else of `region`. */
export interface Asked {
  name: string;
  text: string;
  phone: string | null;
  region: string | undefined;
}

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  const { name, text, phone, region } = data;
  postMessage(bookOf(name, text, parsePhoneNumberFromString(phone ?? '')?.country ?? region));
});
