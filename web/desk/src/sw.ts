/** Shows on this device what concerns its agent, while no desk of theirs is on a screen. Keeps nothing. */
import { listen } from '@causerie/ui/push/worker';

import { addressOf, bodyOf } from './push/notice.ts';

listen({ name: 'desk', icon: '/static/messenger/icon-192.png', bodyOf, addressOf });
