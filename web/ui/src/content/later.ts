import type { Component } from 'svelte';

import type { Actions, Content, MessageEntry, NoteEntry } from '../timeline/entry.ts';

type Kind = Content['kind'];
export interface Shown<K extends Kind> {
  content: Extract<Content, { kind: K }>;
  actions: Actions;
  entry: MessageEntry | NoteEntry;
}
export type Shows<K extends Kind> = Component<Shown<K>>;
/** What stands in every conversation is there at once; the rest comes when it is there to be shown. */
export type AtOnce = 'text' | 'deleted';

/** One component for each kind of content; a kind without one does not compile. */
export const LATER: { [K in Exclude<Kind, AtOnce>]: () => Promise<{ default: Shows<K> }> } = {
  image: () => import('./Image.svelte'),
  file: () => import('./File.svelte'),
  voice: () => import('./Voice.svelte'),
  video: () => import('./Video.svelte'),
  sticker: () => import('./Sticker.svelte'),
  pack_sticker: () => import('./PackSticker.svelte'),
  place: () => import('./Place.svelte'),
  story_answer: () => import('./StoryAnswer.svelte'),
  email_request: () => import('./EmailRequest.svelte'),
  answered: () => import('../ask/Answered.svelte'),
  quick_replies: () => import('../ask/QuickReplies.svelte'),
  buttons: () => import('../ask/Buttons.svelte'),
  carousel: () => import('../ask/Carousel.svelte'),
  list_picker: () => import('../ask/ListPicker.svelte'),
  date_picker: () => import('../ask/DatePicker.svelte'),
  form: () => import('../ask/Form.svelte'),
  poll: () => import('../ask/Poll.svelte'),
  rating: () => import('../ask/Rating.svelte'),
};

/** The component of a kind that is not there at once. */
export async function later(kind: Kind): Promise<Component<Shown<Kind>>> {
  // The table pairs each kind with its own component, which TypeScript cannot follow through an index.
  const load = (LATER as Partial<Record<Kind, () => Promise<{ default: unknown }>>>)[kind];
  if (!load) throw new TypeError(`nothing shows ${kind}`);
  return (await load()).default as Component<Shown<Kind>>;
}

/** What is sent without a connection is shown without one too. */
export function prepare(): void {
  for (const kind of ['image', 'file'] as const) void LATER[kind]();
}
