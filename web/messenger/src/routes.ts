/** The messenger's addresses: what is on the screen stands in the address. */
export type Route =
  | { readonly name: 'inbox' }
  | { readonly name: 'conversation'; readonly id: string }
  | { readonly name: 'profile' }
  /** The link of a mail; what comes after `#` signs in, and never reaches a server's log. */
  | { readonly name: 'link'; readonly token: string }
  | { readonly name: 'unknown' };

const ROOT = '/messenger';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an address; one that names no screen is `unknown`. */
export function parse(url: URL): Route {
  const path = url.pathname.replace(/\/$/, '');
  if (path === ROOT) return { name: 'inbox' };
  if (path === `${ROOT}/profile`) return { name: 'profile' };
  if (path === `${ROOT}/in`) return { name: 'link', token: url.hash.slice(1) };
  const id = path.slice(ROOT.length + 1);
  if (path.startsWith(`${ROOT}/`) && UUID.test(id)) return { name: 'conversation', id };
  return { name: 'unknown' };
}

/** The address of a screen: `parse` of it gives the same route. */
export function format(route: Route): string {
  switch (route.name) {
    case 'inbox':
    case 'unknown':
      return ROOT;
    case 'conversation':
      return `${ROOT}/${route.id}`;
    case 'profile':
      return `${ROOT}/profile`;
    case 'link':
      return `${ROOT}/in#${route.token}`;
  }
}
