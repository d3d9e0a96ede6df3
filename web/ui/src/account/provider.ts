import type { Http, ProviderAddress } from '@causerie/client';

/** Goes to a provider's page, which leads back to `app`. */
export async function toProvider(
  http: Http,
  path: string,
  app: 'messenger' | 'desk',
): Promise<void> {
  const { url } = await http.post<ProviderAddress>(path, { app });
  location.assign(url);
}

type Refusal = 'forbidden' | 'conflict' | 'other';

/** Why a provider's page led back without a sign-in, where it did. The address forgets it. */
export function backFromProvider(): Refusal | undefined {
  const told = /^#refused=(\w+)$/.exec(location.hash)?.[1];
  if (told === undefined) return undefined;
  history.replaceState(history.state, '', location.pathname);
  return told === 'forbidden' || told === 'conflict' ? told : 'other';
}
