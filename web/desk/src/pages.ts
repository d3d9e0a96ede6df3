/** The screens beside the inbox, as the menu and the palette offer them. */

import type { MenuItem } from '@causerie/ui';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import CodeXml from '@lucide/svelte/icons/code-xml';
import GalleryHorizontalEnd from '@lucide/svelte/icons/gallery-horizontal-end';
import ListChecks from '@lucide/svelte/icons/list-checks';
import ListPlus from '@lucide/svelte/icons/list-plus';
import MessageSquareText from '@lucide/svelte/icons/message-square-text';
import Plug from '@lucide/svelte/icons/plug';
import QrCode from '@lucide/svelte/icons/qr-code';
import UsersRound from '@lucide/svelte/icons/users-round';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Sticker from '@lucide/svelte/icons/sticker';
import Waypoints from '@lucide/svelte/icons/waypoints';
import Workflow from '@lucide/svelte/icons/workflow';
import Zap from '@lucide/svelte/icons/zap';

import { messages } from './messages/index.ts';
import { router } from './router.svelte.ts';
import type { Route } from './routes.ts';

/** Those of a workspace. `leads`: for an admin or the owner. */
export function pages(workspace: string, leads: boolean): MenuItem[] {
  const t = messages.t;
  const page = (route: Route, label: string, icon: NonNullable<MenuItem['icon']>): MenuItem => ({
    id: route.name,
    label,
    icon,
    onselect: () => {
      router.go(route);
    },
  });
  return [
    page({ name: 'reports', workspace, query: '' }, t.reports, ChartColumn),
    page({ name: 'setup', workspace }, t.setup, Plug),
    page({ name: 'message-us', workspace }, t.messageUs, QrCode),
    page({ name: 'stories', workspace }, t.stories, GalleryHorizontalEnd),
    page({ name: 'stickers', workspace }, t.stickers, Sticker),
    page({ name: 'replies', workspace }, t.replies, MessageSquareText),
    page({ name: 'macros', workspace }, t.macros, Zap),
    ...(leads
      ? [
          page({ name: 'staff', workspace }, t.staff, UsersRound),
          page({ name: 'audit', workspace }, t.audit, ScrollText),
          page({ name: 'developers', workspace }, t.developers, CodeXml),
        ]
      : []),
    page({ name: 'cases', workspace }, t.cases, ListChecks),
    page({ name: 'routing', workspace }, t.routing, Waypoints),
    page({ name: 'rules', workspace }, t.rules, Workflow),
    page({ name: 'attributes', workspace }, t.attributes, ListPlus),
  ];
}
