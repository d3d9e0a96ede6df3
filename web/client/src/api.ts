/** What the HTTP API answers with, for the routes that the apps use. */
import type { ContactCard, DeskHead, InboxHead, Page, Person, WorkspaceCard } from './schema.ts';

export type Locale = 'en' | 'ru' | 'ro';

/** `GET /api/v1/me`, and every sign-in. */
export interface Me {
  account: {
    id: string;
    email: string;
    name: string;
    about: string;
    avatar_url: string | null;
    locale: Locale;
  };
  /** The value of the header `X-CSRF-Token`. */
  csrf: string;
  staff_of: { workspace: WorkspaceCard; role: string }[];
}

/** `GET /api/v1/widget/{channel}` */
export interface WidgetInfo {
  channel: string;
  workspace: WorkspaceCard;
  /** By locale; what is missing is worded by the widget itself. */
  texts: Partial<Record<Locale, { title?: string; greeting?: string }>>;
  /** The staff whose desk is open now. */
  agents: Person[];
  locales: Locale[];
}

/** `GET /api/v1/workspaces/{ws}/conversations` */
export interface DeskPage {
  heads: DeskHead[];
  next: string | null;
  cursor: string;
}

/** `GET /api/v1/inbox` */
export interface InboxPage {
  heads: InboxHead[];
  cursor: string;
}

/** `GET /api/v1/workspaces/{ws}/counts`: open conversations, and those of them with something unread. */
export interface Counts {
  mine: number;
  unassigned: number;
  all: number;
  mine_unread: number;
  unassigned_unread: number;
  all_unread: number;
}

/** Times are ISO 8601. */
export interface ContactProfile {
  card: ContactCard;
  identities: { kind: string; value: string; verified_at: string | null }[];
  verified_facts: Record<string, unknown>;
  claimed_facts: Record<string, unknown>;
  locale: string | null;
  created_at: string;
  /** Newest first. */
  visits: (Page & { at: string })[];
}

/** `GET /api/v1/workspaces/{ws}/conversations/{id}` */
export interface ConversationDetail {
  head: DeskHead;
  contact: ContactProfile;
}

/** `GET /api/v1/workspaces/{ws}/channels` */
export interface ChannelInfo {
  id: string;
  kind: string;
  name: string;
  sites: string[];
}
