export const CODE_LENGTH = 6;

/** The code in what was typed or pasted: "123 456", or the whole line of the mail. */
export function codeIn(text: string): string {
  return text.replace(/\D/g, '').slice(0, CODE_LENGTH);
}
