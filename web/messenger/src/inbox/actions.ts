import type { InboxHead } from '@causerie/client';
import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import Pin from '@lucide/svelte/icons/pin';
import PinOff from '@lucide/svelte/icons/pin-off';
import type { Component } from 'svelte';

import { words } from './messages/index.ts';
import { isArchived, isMuted } from './order.ts';

export interface Action {
  id: string;
  label: string;
  icon: Component<{ size?: number }>;
  onselect: () => void;
}

export interface Hands {
  pin: (head: InboxHead) => void;
  move: (head: InboxHead, by: -1 | 1) => void;
  /** Asks for how long, or ends it. */
  mute: (head: InboxHead) => void;
  archive: (head: InboxHead) => void;
}

/** What can be done with a conversation in the list, as its menu offers it. */
export function actionsOf(head: InboxHead, now: number, hands: Hands): Action[] {
  const { t } = words;
  const [muted, archived] = [isMuted(head, now), isArchived(head, now)];
  const action = (
    id: string,
    label: string,
    icon: Component<{ size?: number }>,
    onselect: () => void,
  ): Action => ({ id, label, icon, onselect });
  const pin =
    head.pinned === null
      ? [
          action('pin', t.pin, Pin, () => {
            hands.pin(head);
          }),
        ]
      : [
          action('pin', t.unpin, PinOff, () => {
            hands.pin(head);
          }),
          action('up', t.up, ArrowUp, () => {
            hands.move(head, -1);
          }),
          action('down', t.down, ArrowDown, () => {
            hands.move(head, 1);
          }),
        ];
  return [
    ...(archived ? [] : pin),
    muted
      ? action('mute', t.unmute, Bell, () => {
          hands.mute(head);
        })
      : action('mute', t.mute, BellOff, () => {
          hands.mute(head);
        }),
    archived
      ? action('archive', t.unarchive, ArchiveRestore, () => {
          hands.archive(head);
        })
      : action('archive', t.archive, Archive, () => {
          hands.archive(head);
        }),
  ];
}
