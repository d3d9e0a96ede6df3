import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';

export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;
type Credential = Record<string, unknown>;

/** The person closed the browser's own window, or there was nothing to choose in it. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** The device has a passkey for this account already. */
export class KnownAlready extends Error {
  override readonly name = 'KnownAlready';
}

export const hasPasskeys = (): boolean => browserSupportsWebAuthn();
/** Whether passkeys can stand among what the browser offers to fill in. */
export const fillsPasskeys = (): Promise<boolean> => browserSupportsWebAuthnAutofill();

/** Makes a passkey. Throws `Stopped`, `KnownAlready`. */
export async function makePasskey(optionsJSON: CreationOptions): Promise<Credential> {
  return given(startRegistration({ optionsJSON }));
}

/** Signs by a passkey: asks at once, or (`filling`) when the person picks one in a field. Throws `Stopped`. */
export async function signByPasskey(
  optionsJSON: RequestOptions,
  filling = false,
): Promise<Credential> {
  // Whoever went on to another form meanwhile is offered nothing.
  if (filling && !document.querySelector('input[autocomplete$="webauthn"]')) throw new Stopped();
  return given(startAuthentication({ optionsJSON, useBrowserAutofill: filling }));
}

/** Nobody waits any more for a passkey to be picked. */
export function stopWaiting(): void {
  WebAuthnAbortService.cancelCeremony();
}

async function given(answer: Promise<object>): Promise<Credential> {
  try {
    return { ...(await answer) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (
      error instanceof WebAuthnError &&
      error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
    )
      throw new KnownAlready();
    if (error.name === 'NotAllowedError' || error.name === 'AbortError') throw new Stopped();
    throw error;
  }
}

/** What a person would call this device, where the browser tells. */
export function deviceName(): string {
  const told = (navigator as { userAgentData?: { platform?: string } }).userAgentData?.platform;
  const known = /iPhone|iPad|Android|Macintosh|Windows|Linux/.exec(navigator.userAgent)?.[0] ?? '';
  return told ?? (known === 'Macintosh' ? 'Mac' : known);
}
