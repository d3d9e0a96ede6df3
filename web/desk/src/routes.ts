/** The desk's addresses. Everything that a colleague should see by opening the same link stands in the address. */

import { PRIORITIES, type Priority } from './inbox/sorting.svelte.ts';

export const VIEWS = ['mine', 'unassigned', 'all'] as const;
/** Whose conversations a list shows. */
export type View = (typeof VIEWS)[number];

export const STATUSES = ['open', 'snoozed', 'bot', 'resolved'] as const;
/** Whether a list shows work to do, work put away, work that a bot does, or work done. */
export type Status = (typeof STATUSES)[number];

/** What of a view is shown: what is null is not asked for. */
export interface Only {
  readonly label: string | null;
  readonly team: string | null;
  readonly priority: Priority | null;
  /** Those with a deadline, the next one first. */
  readonly due: true | null;
}
export const EVERYTHING: Only = { label: null, team: null, priority: null, due: null };

export interface InboxRoute {
  readonly name: 'inbox';
  readonly workspace: string;
  readonly view: View;
  readonly status: Status;
  readonly only: Only;
  readonly conversation: string | null;
  /** The entry of the conversation that is shown and marked. */
  readonly at: number | null;
  /** What is looked for: what was found stands in place of the list. */
  readonly search: string;
  /** On a screen too narrow for three panes: the contact lies over the conversation. */
  readonly contact: boolean;
}

export interface ContactsRoute {
  readonly name: 'contacts';
  readonly workspace: string;
  /** Whose page is open. */
  readonly contact: string | null;
  readonly search: string;
  /** The segment that the list shows; null: everybody. */
  readonly segment: string | null;
}

export interface ReportsRoute {
  readonly name: 'reports';
  readonly workspace: string;
  /** Which period, and what of it (reports/asked.ts). */
  readonly query: string;
}

export type Route =
  | { readonly name: 'start' }
  | { readonly name: 'profile' }
  /** Where the mail that asks somebody to work here leads to. */
  | { readonly name: 'invited' }
  | { readonly name: 'setup'; readonly workspace: string }
  | { readonly name: 'message-us'; readonly workspace: string }
  | { readonly name: 'stories'; readonly workspace: string }
  | { readonly name: 'developers'; readonly workspace: string }
  | { readonly name: 'staff'; readonly workspace: string }
  | { readonly name: 'audit'; readonly workspace: string }
  | { readonly name: 'cases'; readonly workspace: string }
  | { readonly name: 'routing'; readonly workspace: string }
  | { readonly name: 'rules'; readonly workspace: string }
  | { readonly name: 'stickers'; readonly workspace: string }
  | { readonly name: 'replies'; readonly workspace: string }
  | { readonly name: 'macros'; readonly workspace: string }
  | { readonly name: 'widget'; readonly workspace: string; readonly channel: string }
  | { readonly name: 'attributes'; readonly workspace: string }
  | ContactsRoute
  | ReportsRoute
  | InboxRoute
  | { readonly name: 'unknown' };

const ROOT = '/desk';
/** Screens of a workspace beside its inbox. */
const PAGES = [
  'message-us',
  'stories',
  'stickers',
  'replies',
  'staff',
  'macros',
  'audit',
  'cases',
  'routing',
  'rules',
  'attributes',
  'developers',
] as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an address; one that names no screen is `unknown`. */
export function parse(url: URL): Route {
  if (url.pathname !== ROOT && !url.pathname.startsWith(`${ROOT}/`)) return { name: 'unknown' };
  const parts = url.pathname.slice(ROOT.length).split('/').filter(Boolean);
  const [first, second, third] = parts;
  if (first === undefined) return { name: 'start' };
  if ((first === 'profile' || first === 'invited') && parts.length === 1) return { name: first };
  if (!UUID.test(first) || parts.length > 3) return { name: 'unknown' };
  if (second === 'set-up' && parts.length === 2) return { name: 'setup', workspace: first };
  const segment = url.searchParams.get('segment') ?? '';
  if (second === 'contacts' && (third === undefined || UUID.test(third)))
    return {
      ...contacts(first),
      contact: third ?? null,
      search: url.searchParams.get('q') ?? '',
      segment: UUID.test(segment) ? segment : null,
    };
  if (second === 'reports' && parts.length === 2)
    return { name: 'reports', workspace: first, query: url.searchParams.toString() };
  const page = PAGES.find((known) => known === second);
  if (page && parts.length === 2) return { name: page, workspace: first };
  if (second === 'widget' && third !== undefined && UUID.test(third))
    return { name: 'widget', workspace: first, channel: third };
  const view = second === undefined ? 'mine' : VIEWS.find((known) => known === second);
  if (!view || (third !== undefined && !UUID.test(third))) return { name: 'unknown' };
  const at = url.searchParams.get('at') ?? '';
  const team = url.searchParams.get('team') ?? '';
  return {
    name: 'inbox',
    workspace: first,
    view,
    status: STATUSES.find((known) => known === url.searchParams.get('status')) ?? 'open',
    only: {
      label: url.searchParams.get('label') || null,
      team: UUID.test(team) ? team : null,
      priority: PRIORITIES.find((known) => known === url.searchParams.get('priority')) ?? null,
      due: url.searchParams.get('due') === 'true' || null,
    },
    conversation: third ?? null,
    at: third !== undefined && /^[1-9]\d{0,14}$/.test(at) ? Number(at) : null,
    search: url.searchParams.get('q') ?? '',
    contact: third !== undefined && url.searchParams.has('contact'),
  };
}

/** The address of a screen: `parse` of it gives the same route. */
export function format(route: Route): string {
  switch (route.name) {
    case 'start':
    case 'unknown':
      return ROOT;
    case 'profile':
    case 'invited':
      return `${ROOT}/${route.name}`;
    case 'setup':
      return `${ROOT}/${route.workspace}/set-up`;
    case 'message-us':
    case 'stories':
    case 'developers':
    case 'staff':
    case 'audit':
    case 'cases':
    case 'routing':
    case 'rules':
    case 'attributes':
    case 'stickers':
    case 'replies':
    case 'macros':
      return `${ROOT}/${route.workspace}/${route.name}`;
    case 'contacts': {
      const path = [ROOT, route.workspace, 'contacts', route.contact].filter(Boolean).join('/');
      const query = [
        route.segment === null ? '' : `segment=${route.segment}`,
        route.search === '' ? '' : `q=${encodeURIComponent(route.search)}`,
      ].filter(Boolean);
      return query.length ? `${path}?${query.join('&')}` : path;
    }
    case 'reports': {
      const path = `${ROOT}/${route.workspace}/reports`;
      return route.query === '' ? path : `${path}?${route.query}`;
    }
    case 'widget':
      return `${ROOT}/${route.workspace}/widget/${route.channel}`;
    case 'inbox': {
      const path = [ROOT, route.workspace, route.view, route.conversation]
        .filter(Boolean)
        .join('/');
      const query = [
        route.status === 'open' ? '' : `status=${route.status}`,
        ...Object.entries(route.only).map(([name, value]) =>
          value === null ? '' : `${name}=${encodeURIComponent(String(value))}`,
        ),
        route.search === '' ? '' : `q=${encodeURIComponent(route.search)}`,
        route.conversation && route.at !== null ? `at=${route.at}` : '',
        route.conversation && route.contact ? 'contact' : '',
      ].filter(Boolean);
      return query.length ? `${path}?${query.join('&')}` : path;
    }
  }
}

/** A workspace's list, nothing opened. */
export function inbox(workspace: string, view: View = 'mine', status: Status = 'open'): InboxRoute {
  const nothing = { only: EVERYTHING, conversation: null, at: null, search: '', contact: false };
  return { name: 'inbox', workspace, view, status, ...nothing };
}

/** A workspace's contacts, nobody's page opened. */
export function contacts(workspace: string): ContactsRoute {
  return { name: 'contacts', workspace, contact: null, search: '', segment: null };
}
