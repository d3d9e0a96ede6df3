/** Names for what some routes answer with, where the server's own are short of words. */
import type { ChannelCard, Detail, Hello, Inbox } from './schema.ts';

export type Locale = NonNullable<Hello['locale']>;
export type InboxPage = Inbox;
export type ConversationDetail = Detail;
export type ChannelInfo = ChannelCard;
