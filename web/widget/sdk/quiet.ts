import type { Core } from '../loader/core.ts';

const key = ({ channel }: Core): string => `causerie-quiet:${channel}`;

/** Whether this visitor asked for no more offers. */
export function isQuiet(core: Core): boolean {
  try {
    return localStorage.getItem(key(core)) !== null;
  } catch {
    return false;
  }
}

/** Remembers the visitor's own wish, which is all that is ever stored before the chat is opened. */
export function setQuiet(core: Core, quiet: boolean): void {
  try {
    if (quiet) localStorage.setItem(key(core), '1');
    else localStorage.removeItem(key(core));
  } catch {
    // A page that may store nothing keeps the wish for as long as it lives.
  }
}
