import type { CauserieApi } from '../sdk/causerie.d.ts';

export type Method = keyof CauserieApi;

/** A call of ours, made for one of another product's. What it is given is checked by the SDK. */
export function causerie(name: Method, ...given: unknown[]): void {
  const api = window.Causerie as unknown as Record<Method, (...given: unknown[]) => void>;
  api[name](...given);
}

/** Says to the site's developer that a call of the other product does nothing here. */
export function unsupported(call: string): void {
  console.warn(`causerie: ${call} does nothing here`);
}

/** Values of attributes as we take them; theirs may be null, lists or objects. */
export function flat(values: Record<string, unknown>): Record<string, unknown> {
  const known = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    known.map(([name, value]) => [
      name,
      typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value,
    ]),
  );
}
