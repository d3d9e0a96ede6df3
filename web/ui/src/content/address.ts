/**
 * The address of a picture or file, if it is safe to load or to link: our own server, https, or a blob that this
 * page made itself. Anything else (`javascript:`, `data:`, …) is undefined.
 */
export function safeAddress(address: string): string | undefined {
  if (!URL.canParse(address, location.href)) return undefined;
  const url = new URL(address, location.href);
  const ours = url.origin === location.origin && /^(?:https?|blob):$/.test(url.protocol);
  return ours || url.protocol === 'https:' ? url.href : undefined;
}
