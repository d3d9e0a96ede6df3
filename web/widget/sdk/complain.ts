/** Says to the site's developer what can't be done. Nothing breaks for the visitor. */
export function complain(detail: string): void {
  console.warn(`causerie: ${detail}`);
}
