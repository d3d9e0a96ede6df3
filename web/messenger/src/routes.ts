/** The messenger's addresses: what is on the screen stands in the address. */
export type Route =
  | { readonly name: 'inbox' }
  /** `at`: the seq of the entry to look at first. */
  | { readonly name: 'conversation'; readonly id: string; readonly at: number | null }
  /** What was shared in a conversation, and who this person is to the business. */
  | { readonly name: 'about'; readonly id: string }
  | { readonly name: 'profile' }
  /** Whom of an address book one finds here. */
  | { readonly name: 'people' }
  /** The link of a mail: the token after `#` signs in, and never reaches a server's log; then the conversation opens. */
  | { readonly name: 'link'; readonly token: string; readonly conversation: string | null }
  /** A message-us link; `ref` says where it stood, and is null where that is nothing that the server would take. */
  | { readonly name: 'message_us'; readonly slug: string; readonly ref: string | null }
  /** An invitation into a group, or to talk with somebody. */
  | { readonly name: 'join'; readonly token: string }
  | { readonly name: 'unknown' };

const ROOT = '/messenger';
const MESSAGE_US = /^\/m\/([a-z0-9][a-z0-9-]{1,62})$/;
const JOIN = /^\/join\/([A-Za-z0-9_-]{44})$/;
const REF = /^[A-Za-z0-9._~:=-]{1,100}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an address; one that names no screen is `unknown`. */
export function parse(url: URL): Route {
  const path = url.pathname.replace(/\/$/, '');
  if (path === ROOT) return { name: 'inbox' };
  if (path === `${ROOT}/profile`) return { name: 'profile' };
  if (path === `${ROOT}/people`) return { name: 'people' };
  if (path === `${ROOT}/in`) return linkOf(url.hash.slice(1));
  const slug = MESSAGE_US.exec(path)?.[1];
  if (slug !== undefined) {
    const ref = url.searchParams.get('ref') ?? '';
    return { name: 'message_us', slug, ref: REF.test(ref) ? ref : null };
  }
  const token = JOIN.exec(path)?.[1];
  if (token !== undefined) return { name: 'join', token };
  const [id = '', about, ...more] = path.slice(ROOT.length + 1).split('/');
  if (path.startsWith(`${ROOT}/`) && UUID.test(id) && about === 'about' && more.length === 0)
    return { name: 'about', id };
  if (about !== undefined) return { name: 'unknown' };
  if (path.startsWith(`${ROOT}/`) && UUID.test(id))
    return { name: 'conversation', id, at: seqOf(url.hash.slice(1)) };
  return { name: 'unknown' };
}

function seqOf(hash: string): number | null {
  return /^[1-9]\d{0,14}$/.test(hash) ? Number(hash) : null;
}

/** `token` of a mail with a code, `token/conversation` of a mail with an answer. */
function linkOf(hash: string): Route {
  const [token = '', conversation = ''] = hash.split('/');
  return { name: 'link', token, conversation: UUID.test(conversation) ? conversation : null };
}

/** The address of a screen: `parse` of it gives the same route. */
export function format(route: Route): string {
  switch (route.name) {
    case 'inbox':
    case 'unknown':
      return ROOT;
    case 'conversation':
      return `${ROOT}/${route.id}${route.at === null ? '' : `#${route.at}`}`;
    case 'about':
      return `${ROOT}/${route.id}/about`;
    case 'profile':
    case 'people':
      return `${ROOT}/${route.name}`;
    case 'message_us':
      return `/m/${route.slug}${route.ref === null ? '' : `?ref=${route.ref}`}`;
    case 'join':
      return `/join/${route.token}`;
    case 'link':
      return `${ROOT}/in#${[route.token, route.conversation ?? []].flat().join('/')}`;
  }
}
