/** The code that a text brings to this device, where the browser may look for it (https://wicg.github.io/web-otp/);
 * undefined where it may not, or the reader says no. */
export async function textedCode(signal: AbortSignal): Promise<string | undefined> {
  if (!('OTPCredential' in window)) return undefined;
  const wanted = { otp: { transport: ['sms'] }, signal } as CredentialRequestOptions;
  try {
    const found = await navigator.credentials.get(wanted);
    return found && 'code' in found ? String(found.code) : undefined;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
