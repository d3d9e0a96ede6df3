import type { Me } from '@causerie/client';
import { LOCALES, locale, toast } from '@causerie/ui';
import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right';
import CircleUser from '@lucide/svelte/icons/circle-user';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import LogOut from '@lucide/svelte/icons/log-out';
import Palette from '@lucide/svelte/icons/palette';
import Volume2 from '@lucide/svelte/icons/volume-2';

import { account } from '../account/account.svelte.ts';
import { messages as desk } from '../messages/index.ts';
import { pages } from '../pages.ts';
import { preferences, THEMES } from '../preferences.svelte.ts';
import { explain } from '../problems.ts';
import { router } from '../router.svelte.ts';
import { inbox } from '../routes.ts';
import type { Action, Deed } from './action.ts';
import { messages } from './messages/index.ts';
import type { CommandId } from './registry.ts';

/** The commands that are there on every screen. */
export type Everywhere = Extract<
  CommandId,
  'workspace' | 'profile' | 'theme' | 'language' | 'sound' | 'letters' | 'signOut'
>;

/** Does it, and says where it didn't work. */
function tell(deed: () => Promise<void>): void {
  deed().catch((error: unknown) => {
    toast(explain(error), { tone: 'error' });
  });
}

function flag(name: 'sound' | 'shortcuts', icon: NonNullable<Deed['icon']>): Deed {
  const on = preferences[name];
  return {
    icon,
    hint: on ? messages.t.on : messages.t.off,
    run: () => {
      preferences.set({ [name]: !on });
    },
  };
}

/** What can be done wherever one is. */
export function everywhere(me: Me): Record<Everywhere, Deed | undefined> {
  return {
    workspace: {
      icon: ArrowLeftRight,
      steps: () =>
        me.staff_of.map(({ workspace }) => ({
          id: workspace.id,
          label: workspace.name,
          onselect: () => {
            router.go(inbox(workspace.id));
          },
        })),
    },
    profile: {
      icon: CircleUser,
      run: () => {
        router.go({ name: 'profile' });
      },
    },
    theme: {
      icon: Palette,
      steps: () =>
        THEMES.map((theme) => ({
          id: theme,
          label: desk.t.themes[theme],
          on: theme === preferences.theme,
          onselect: () => {
            preferences.set({ theme });
          },
        })),
    },
    language: {
      icon: Languages,
      steps: () =>
        LOCALES.map((id) => ({
          id,
          label: desk.t.languages[id],
          on: id === locale.current,
          onselect: () => {
            tell(() => account.change({ locale: id }));
          },
        })),
    },
    sound: flag('sound', Volume2),
    letters: flag('shortcuts', Keyboard),
    signOut: {
      icon: LogOut,
      run: () => {
        tell(() => account.signOut());
      },
    },
  };
}

/** The screens to go to. */
export function places(workspace: string, leads: boolean): Action[] {
  return pages(workspace, leads).map((page) => ({ ...page, id: `page ${page.id}`, group: 'go' }));
}
