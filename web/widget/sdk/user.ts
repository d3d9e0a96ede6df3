import type { CauserieUser } from './causerie.d.ts';
import { complain } from './complain.ts';

const SIGNED = ['name', 'email'] as const;
const UNSIGNED = ['phone_number', 'avatar_url'] as const;
const CLAIMED = [...SIGNED, ...UNSIGNED] as const;

export interface Named {
  /** The statement for the server to prove, where there is a signature that it can. */
  statement?: object;
  /** What nobody signed. */
  who: Record<string, string>;
}

/** What `setUser` was given, as the server takes it; undefined for what names nobody. */
export function namedUser(given: unknown, user: CauserieUser = {}): Named | undefined {
  // Shops have numbers for their customers.
  const id = typeof given === 'number' ? String(given) : given;
  if (typeof id !== 'string' || id === '' || id.length > 200) {
    complain('setUser needs the id of your customer, a text of up to 200 characters');
    return undefined;
  }
  const said = (names: readonly (typeof CLAIMED)[number][]): Record<string, string> =>
    Object.fromEntries(
      names.flatMap((name) => (typeof user[name] === 'string' ? [[name, user[name]]] : [])),
    );
  const { jwt, identifier_hash: hash, expires, nonce } = user;
  const unsigned = said(UNSIGNED);
  if (jwt !== undefined) return { statement: { user_id: id, jwt }, who: unsigned };
  if (hash !== undefined && expires !== undefined && nonce !== undefined) {
    const statement = { user_id: id, user_hash: hash, expires, nonce, ...said(SIGNED) };
    return { statement, who: unsigned };
  }
  return { who: { user_id: id, ...said(CLAIMED) } };
}

/** Whether there is a signature that nothing limits: whoever saw it once could use it for ever. */
export function isBareHash({ identifier_hash: hash, expires, nonce }: CauserieUser): boolean {
  return hash !== undefined && (expires === undefined || nonce === undefined);
}
