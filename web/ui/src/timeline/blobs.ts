import type { Pending } from '@causerie/client';

/** Addresses, in this page, of files that are still on their way; freed with the screen that shows them. */
export class BlobAddresses {
  readonly #made = new Map<string, string>();

  of({ clientId, content }: Pending): string {
    if (content.kind !== 'upload') throw new TypeError('text has no address');
    let address = this.#made.get(clientId);
    if (address === undefined) {
      address = URL.createObjectURL(content.blob);
      this.#made.set(clientId, address);
    }
    return address;
  }

  free(): void {
    for (const address of this.#made.values()) URL.revokeObjectURL(address);
    this.#made.clear();
  }
}
