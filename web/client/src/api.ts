/** Names for what some routes answer with, where the server's own are short of words. */
import type { Account, ChannelCard, Detail, Inbox } from './schema.ts';

export type Locale = Account['locale'];
export type InboxPage = Inbox;
export type ConversationDetail = Detail;
export type ChannelInfo = ChannelCard;
